"""MS118: a table with rows becomes a partition, with and without a proof that they fit."""

from django.db import migrations

BOUNDS = "FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')"
EARLIER = "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"
ATTACH = "ALTER TABLE log ATTACH PARTITION {} " + BOUNDS


class Tables(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE TABLE log (id bigint, day date NOT NULL) PARTITION BY RANGE (day);"
            "CREATE TABLE log_2 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');"
            "CREATE TABLE bare (id bigint, day date NOT NULL);"
            "CREATE TABLE loose (id bigint, day date);"
            "CREATE TABLE checked (LIKE log);"
            "CREATE TABLE other (LIKE log);"
            "CREATE TABLE unsure (LIKE log);"
            "CREATE TABLE waiting (LIKE log)",
            migrations.RunSQL.noop,
        ),
    ]


class Checks(migrations.Migration):
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_bounds CHECK ({condition}) {how}",
            migrations.RunSQL.noop,
        )
        for table, condition, how in (
            ("loose", "day >= '2027-01-01' AND day < '2028-01-01'", "NOT VALID"),
            ("checked", "day >= '2027-01-01' AND day < '2028-01-01'", "NOT VALID"),
            ("other", "id >= 20270101 AND id < 20280101", "NOT VALID"),
            ("unsure", "day >= '2027-01-01' OR id > 0", "NOT VALID"),
            ("waiting", "day >= '2027-01-01' AND day < '2028-01-01'", "NOT VALID"),
        )
    ]


class Validated(migrations.Migration):
    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {table} VALIDATE CONSTRAINT {table}_bounds", migrations.RunSQL.noop
        )
        for table in ("loose", "checked", "other", "unsure")
    ]


class WithoutAnyCheck(migrations.Migration):
    operations = [
        migrations.RunSQL(ATTACH.format("bare"), migrations.RunSQL.noop),  # expect: MS118
        migrations.RunSQL("ALTER TABLE log DETACH PARTITION bare", migrations.RunSQL.noop),
    ]


class WithAKeyThatMayBeNull(migrations.Migration):
    operations = [
        migrations.RunSQL("ALTER TABLE log ALTER day DROP NOT NULL", migrations.RunSQL.noop),
        migrations.RunSQL(ATTACH.format("loose"), migrations.RunSQL.noop),  # expect: MS118
        migrations.RunSQL("ALTER TABLE log DETACH PARTITION loose", migrations.RunSQL.noop),
    ]


class WithACheckOfAnotherColumn(migrations.Migration):
    operations = [
        migrations.RunSQL(ATTACH.format("other"), migrations.RunSQL.noop),  # expect: MS118
        migrations.RunSQL("ALTER TABLE log DETACH PARTITION other", migrations.RunSQL.noop),
    ]


class WithACheckThatSaysLess(migrations.Migration):
    operations = [
        migrations.RunSQL(ATTACH.format("unsure"), migrations.RunSQL.noop),  # expect: MS118
        migrations.RunSQL("ALTER TABLE log DETACH PARTITION unsure", migrations.RunSQL.noop),
    ]


class WithACheckThatNothingValidated(migrations.Migration):
    operations = [
        migrations.RunSQL(ATTACH.format("waiting"), migrations.RunSQL.noop),  # expect: MS118
        migrations.RunSQL("ALTER TABLE log DETACH PARTITION waiting", migrations.RunSQL.noop),
    ]


class WithAValidatedCheck(migrations.Migration):
    operations = [migrations.RunSQL(ATTACH.format("checked"), migrations.RunSQL.noop)]


class WithItsTable(migrations.Migration):
    operations = [
        migrations.RunSQL(
            f"CREATE TABLE made (LIKE log); ALTER TABLE log ATTACH PARTITION made {EARLIER}",
            migrations.RunSQL.noop,
        ),
    ]


class DefaultPartition(migrations.Migration):
    operations = [
        migrations.RunSQL("CREATE TABLE log_rest PARTITION OF log DEFAULT", migrations.RunSQL.noop),
    ]


class BesideADefaultPartition(migrations.Migration):
    operations = [
        migrations.RunSQL(  # expect: MS118
            "CREATE TABLE log_2030 PARTITION OF log "
            "FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')",
            migrations.RunSQL.noop,
        ),
    ]


class DefaultChecked(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE log_rest ADD CONSTRAINT log_rest_old CHECK (day < '2031-01-01') NOT VALID",
            migrations.RunSQL.noop,
        ),
    ]


class DefaultValidated(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "ALTER TABLE log_rest VALIDATE CONSTRAINT log_rest_old", migrations.RunSQL.noop
        ),
    ]


class BesideADefaultPartitionThatHasNone(migrations.Migration):
    operations = [
        migrations.RunSQL(
            "CREATE TABLE log_2031 PARTITION OF log "
            "FOR VALUES FROM ('2031-01-01') TO ('2032-01-01')",
            migrations.RunSQL.noop,
        ),
    ]
