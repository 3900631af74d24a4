INSERT INTO "Else"."Ho""use.hold" (code, part_a, part_b)
SELECT 'code' || n, n, -n FROM generate_series(1, 50) AS n;
INSERT INTO person (email, name, nickname, born, score, during, parent_id, household_id,
    household_code, part_a, part_b)
SELECT n || '@example.org', 'name' || n, nullif('nick' || n, 'nick7'), date '2000-01-01' + n, n,
    tstzrange('epoch'::timestamptz + n * interval '2 h', 'epoch'::timestamptz + (2 * n + 1) * interval '1 h'),
    nullif(n / 2, 0), n % 50 + 1, 'code' || n % 50 + 1, n % 50 + 1, -(n % 50 + 1)
FROM generate_series(1, 500) AS n;
INSERT INTO "order" SELECT n, n || '@example.org' FROM generate_series(1, 300) AS n;
