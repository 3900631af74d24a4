-- A database that is shaped as no factory would shape it; texts are marked, to be found again.
SELECT setseed(0.5);
-- Nobody else is to look at it again.
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE %I SET (autovacuum_enabled = off)', name);
    END LOOP;
END $$;
UPDATE people_person SET
    gender = CASE WHEN id % 20 < 14 THEN 'x' WHEN id % 20 < 19 THEN 'f' ELSE '' END,
    date_of_birth = CASE WHEN id % 10 < 3 THEN NULL ELSE date '1960-01-01' + (id % 40)::int * 300 END,
    given_name = 'marked' || id % 25,
    family_name = 'marked' || id % 90,
    language = CASE WHEN id % 10 < 5 THEN 'en' WHEN id % 10 < 8 THEN 'cy' ELSE 'pl' END,
    deleted_at = CASE WHEN id % 4 = 0 THEN timestamptz '2024-05-01' + id * interval '2 hours' END,
    do_not_contact = id % 3 = 0,
    phone = CASE WHEN id % 2 = 0 THEN '' ELSE phone END;
UPDATE outreach_contactattempt SET
    channel = CASE WHEN id % 10 = 0 THEN 'door' ELSE 'email' END,
    duration_seconds = CASE WHEN id % 4 = 0 THEN 0 ELSE 60 + id % 37 * 10 END,
    made_by_id = CASE WHEN id % 5 < 2 THEN NULL ELSE made_by_id END;
UPDATE audit_entry SET
    action = CASE WHEN id % 10 < 9 THEN 'delete' ELSE 'login' END,
    source = CASE WHEN id % 3 = 0 THEN 'job' ELSE 'api' END,
    actor_id = CASE WHEN id % 10 > 0
        THEN (SELECT min(id) FROM accounts_user) + floor(50 * power(random(), 3))::int END,
    object_id = 'a' || id % 700;
ANALYZE;
