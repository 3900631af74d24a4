-- What a way back may leave behind, each harm with every difference that is to be seen of it.
-- Those up to an empty line are done together.

DROP TABLE visit;
--> lost table visit
--> lost table visit_2026
CREATE TABLE left_over (id integer PRIMARY KEY);
--> added table left_over
ALTER TABLE child SET UNLOGGED;
--> changed table child (persistence)
ALTER TABLE person SET (fillfactor = 50);
--> changed table person (options)
ALTER TABLE person CLUSTER ON by_age;
--> changed index by_age of person (clustered)
ALTER TABLE person ADD COLUMN extra text;
--> added column extra of person
ALTER TABLE person ALTER email DROP DEFAULT;
--> changed column email of person (default)
ALTER TABLE person ALTER age SET NOT NULL;
--> changed column age of person (not null)
ALTER TABLE team ALTER name TYPE text COLLATE "C";
--> changed column name of child (collation)
--> changed column name of team (collation)
ALTER TABLE team ALTER id SET GENERATED ALWAYS;
--> changed column id of team (identity)
ALTER TABLE person ALTER id DROP DEFAULT;
--> changed column id of person (default)
ALTER TABLE person ALTER following DROP EXPRESSION;
--> changed column following of person (generated)
ALTER TABLE team DROP CONSTRAINT team_name_key;
--> lost unique constraint team_name_key of team
ALTER TABLE person DROP CONSTRAINT person_pkey;
--> lost primary key person_pkey of person
ALTER TABLE person DROP CONSTRAINT adult;
--> lost check constraint adult of person
ALTER TABLE person DROP CONSTRAINT apart;
--> lost exclusion constraint apart of person
ALTER TABLE person DROP CONSTRAINT team_fk;
--> lost foreign key team_fk of person
ALTER TABLE person DROP CONSTRAINT mail, ADD CONSTRAINT mail UNIQUE (email);
--> changed unique constraint mail of person (definition)
DROP INDEX email_like;
--> lost index email_like of person
DROP INDEX one_adult;
--> lost index one_adult of person
DROP INDEX age_of_ages;
--> lost index age_of_ages of ages
DROP STATISTICS together;
--> lost statistics object together of person
DROP SEQUENCE loose;
--> lost sequence loose
DROP VIEW adults;
--> lost view adults
REFRESH MATERIALIZED VIEW ages WITH NO DATA;
--> changed materialized view ages (populated)
DROP TRIGGER stamped ON person;
--> lost trigger stamped of person
DROP TRIGGER late ON person;
--> lost trigger late of person
DROP RULE kept ON team;
--> lost rule kept of team
DROP POLICY own ON person;
--> lost policy own of person
DROP EVENT TRIGGER watch;
--> lost event trigger watch
DROP FUNCTION twice;
--> lost function twice(integer)
DROP PROCEDURE tidy;
--> lost procedure tidy()
DROP AGGREGATE total(integer);
--> lost aggregate total(integer)
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
--> changed enum mood (labels)
ALTER DOMAIN positive DROP CONSTRAINT above;
--> lost domain constraint positive.above
ALTER DOMAIN positive SET NOT NULL;
--> changed domain positive (not null)
ALTER TYPE pair ADD ATTRIBUTE c date;
--> changed composite type pair (attributes)
DROP TYPE span;
--> lost range type span
DROP OPERATOR === (integer, integer);
--> lost operator public.===(integer,integer)
CREATE CAST (integer AS mood) WITH INOUT;
--> added cast (integer AS public.mood)
DROP COLLATION plain;
--> lost collation plain
COMMENT ON TABLE person IS NULL;
--> lost comment on table person
COMMENT ON COLUMN person.email IS NULL;
--> lost comment on column email of person
COMMENT ON INDEX by_age IS NULL;
--> lost comment on index by_age of person
REVOKE UPDATE (email) ON person FROM PUBLIC;
--> lost grant on column email of person
GRANT SELECT ON person TO PUBLIC;
--> added grant on table person
GRANT ALL ON SCHEMA ledger TO pg_monitor;
--> added grant on schema ledger
ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM PUBLIC;
--> lost default privileges postgres on tables
CREATE SCHEMA another;
--> added schema another
ALTER PUBLICATION feed DROP TABLE person;
--> lost published table feed of person
ALTER PUBLICATION feed DROP TABLES IN SCHEMA ledger;
--> lost published schema ledger by feed
ALTER PUBLICATION feed SET (publish = 'insert');
--> changed publication feed (options)
CREATE SUBSCRIPTION pulled CONNECTION 'host=/nowhere' PUBLICATION feed WITH (connect =
    false, slot_name = NONE);
--> added subscription pulled
DROP SERVER elsewhere CASCADE;
--> lost foreign server elsewhere
--> lost foreign table remote
--> lost user mapping public on elsewhere

ALTER TABLE person SET (toast.autovacuum_enabled = off);
--> changed table person (toast options)
ALTER TABLE child NO INHERIT team;
--> changed column id of child (inherited)
--> changed column name of child (inherited)
--> changed table child (inherits)
ALTER TABLE visit DETACH PARTITION visit_2026;
--> changed column at of visit_2026 (inherited)
--> changed column person_id of visit_2026 (inherited)
--> changed index visit_2026_person_id_idx of visit_2026 (attached)
--> changed table visit_2026 (bounds, inherits)
ALTER TABLE person DROP COLUMN age CASCADE;
--> lost check constraint adult of person
--> lost column age of person
--> lost index by_age of person
--> lost index one_adult of person
--> lost materialized view ages
--> lost policy own of person
--> lost statistics object together of person
--> lost view adults
ALTER TABLE person ALTER email SET DEFAULT 'b';
--> changed column email of person (default)
ALTER TABLE team ALTER id DROP IDENTITY;
--> changed column id of team (identity)
--> lost sequence team_id_seq of team
ALTER TABLE person DROP CONSTRAINT team_fk, ADD CONSTRAINT team_fk FOREIGN KEY (team_id)
    REFERENCES team DEFERRABLE INITIALLY DEFERRED NOT VALID;
--> changed foreign key team_fk of person (validated)
ALTER SEQUENCE loose RENAME TO looser;
--> changed sequence looser (name)
ALTER SEQUENCE person_id_seq OWNED BY NONE;
--> changed column id of person (default)
--> changed sequence person_id_seq (belongs to)
ALTER TABLE person DISABLE TRIGGER stamped;
--> changed trigger stamped of person (enabled)
ALTER TABLE team DISABLE RULE kept;
--> changed rule kept of team (enabled)
ALTER EVENT TRIGGER watch DISABLE;
--> changed event trigger watch (enabled)
CREATE OR REPLACE FUNCTION twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT
    $1 + $1';
--> changed function twice(integer) (definition)
REVOKE EXECUTE ON FUNCTION twice FROM PUBLIC;
--> lost grant on function twice(integer)
CREATE OR REPLACE AGGREGATE total(integer) (sfunc = int4pl, stype = integer, initcond = '1');
--> changed aggregate total(integer) (initial)
ALTER TYPE mood ADD VALUE 'calm' BEFORE 'happy';
--> changed enum mood (labels)
ALTER DOMAIN positive SET DEFAULT 1;
--> changed domain positive (default)
COMMENT ON TABLE person IS 'others';
--> changed comment on table person
COMMENT ON FUNCTION twice(integer) IS NULL;
--> lost comment on function twice(integer)
COMMENT ON INDEX person_pkey IS 'new';
--> changed primary key person_pkey of person (comment on index)
DROP SCHEMA ledger;
--> lost published schema ledger by feed
--> lost schema ledger
ALTER SERVER elsewhere OPTIONS (SET host 'z');
--> changed foreign server elsewhere (options)
DROP USER MAPPING FOR PUBLIC SERVER elsewhere;
--> lost user mapping public on elsewhere
ALTER FOREIGN TABLE remote OPTIONS (SET name 'z');
--> changed foreign table remote (foreign options)

ALTER TABLE person REPLICA IDENTITY FULL;
--> changed table person (replica identity)
ALTER TABLE person ALTER email DROP NOT NULL;
--> changed column email of person (not null)
ALTER TABLE visit ALTER person_id TYPE integer;
--> changed column person_id of visit (type)
--> changed column person_id of visit_2026 (type)
ALTER TABLE person DROP CONSTRAINT adult, ADD CONSTRAINT adult CHECK (age >= 18) NOT VALID;
--> changed check constraint adult of person (validated)
--> lost comment on check constraint adult of person
ALTER TABLE person ALTER CONSTRAINT team_fk NOT DEFERRABLE;
--> changed foreign key team_fk of person (definition)
DROP INDEX by_age;
--> lost index by_age of person
DROP INDEX one_adult; CREATE UNIQUE INDEX one_adult ON person (email);
--> changed index one_adult of person (definition)
ALTER STATISTICS together SET STATISTICS 77;
--> changed statistics object together of person (target)
ALTER SEQUENCE loose INCREMENT 2;
--> changed sequence loose (increment)
CREATE OR REPLACE VIEW adults AS SELECT id, email FROM person WHERE age > 18;
--> changed view adults (query)
DROP MATERIALIZED VIEW ages;
--> lost materialized view ages
DROP TRIGGER stamped ON person; CREATE TRIGGER stamped BEFORE INSERT ON person FOR EACH ROW
    EXECUTE FUNCTION stamp();
--> changed trigger stamped of person (definition)
ALTER POLICY own ON person USING (age > 18);
--> changed policy own of person (using)
ALTER FUNCTION twice VOLATILE;
--> changed function twice(integer) (definition)
REVOKE SELECT ON adults FROM pg_monitor;
--> lost grant on view adults
DROP PUBLICATION feed;
--> lost publication feed
--> lost published schema ledger by feed
--> lost published table feed of person

ALTER TABLE person ENABLE ROW LEVEL SECURITY;
--> changed table person (row security)
ALTER TABLE person ALTER email SET STORAGE EXTERNAL;
--> changed column email of person (storage)
ALTER TABLE person DROP CONSTRAINT team_fk, ADD CONSTRAINT team_fk FOREIGN KEY (team_id)
    REFERENCES team ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
--> changed foreign key team_fk of person (definition)
ALTER TABLE person DROP CONSTRAINT adult, ADD CONSTRAINT adult CHECK (age >= 17);
--> changed check constraint adult of person (definition)
--> lost comment on check constraint adult of person
DROP INDEX one_adult; CREATE INDEX one_adult ON person (email) WHERE age > 17;
--> changed index one_adult of person (unique)
DROP INDEX by_age; CREATE INDEX by_age ON person (age DESC);
--> changed index by_age of person (definition)
--> lost comment on index by_age of person
ALTER SEQUENCE loose MAXVALUE 9;
--> changed sequence loose (maximum)
ALTER VIEW adults SET (security_barrier);
--> changed view adults (options)
DROP EXTENSION plpgsql CASCADE;
--> lost event trigger watch
--> lost extension plpgsql
--> lost function noted()
--> lost function stamp()
--> lost trigger late of person
--> lost trigger stamped of person

ALTER TABLE person FORCE ROW LEVEL SECURITY;
--> changed table person (row security of owner)
ALTER TABLE person ALTER email SET COMPRESSION pglz;
--> changed column email of person (compression)
ALTER TABLE person DISABLE TRIGGER ALL;
--> changed foreign key team_fk of person (triggers)
--> changed trigger late of person (enabled)
--> changed trigger stamped of person (enabled)
--> changed unique constraint mail of person (triggers)
ALTER INDEX by_age SET (fillfactor = 50);
--> changed index by_age of person (definition)
ALTER SEQUENCE loose CYCLE;
--> changed sequence loose (cycle)
COMMENT ON CONSTRAINT adult ON person IS NULL;
--> lost comment on check constraint adult of person

ALTER TABLE person OWNER TO pg_monitor;
--> changed sequence person_id_seq of person (owner)
--> changed table person (owner)
ALTER TABLE person ALTER email SET STATISTICS 500;
--> changed column email of person (statistics target)
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'by_age'::regclass;
--> changed index by_age of person (state)
ALTER SEQUENCE loose CACHE 9;
--> changed sequence loose (cache)

ALTER TABLE person ALTER email SET (n_distinct = 5);
--> changed column email of person (options)
UPDATE pg_index SET indisready = false WHERE indexrelid = 'by_age'::regclass;
--> changed index by_age of person (state)
ALTER SEQUENCE loose AS integer;
--> changed sequence loose (maximum, type)
