-- What only PostgreSQL 18 has.
CREATE TABLE period (
    zone int4range NOT NULL,
    during tstzrange CONSTRAINT named NOT NULL,
    CONSTRAINT whole UNIQUE (zone, during WITHOUT OVERLAPS) WITH (fillfactor = 60)
);
CREATE TABLE visit (
    zone int4range,
    during tstzrange,
    person_id bigint,
    CONSTRAINT visit_key PRIMARY KEY (zone, during WITHOUT OVERLAPS),
    CONSTRAINT within FOREIGN KEY (zone, PERIOD during) REFERENCES period (zone, PERIOD during),
    CONSTRAINT unwatched FOREIGN KEY (person_id) REFERENCES person NOT ENFORCED
);
