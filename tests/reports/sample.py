"""A report with everything in it: three migrations, findings, an unknown, checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from migration_safety.core.acceptance.suppression import Suppression
from migration_safety.core.effect import Blocks, Effect
from migration_safety.core.finding import Finding, Severity
from migration_safety.core.operations.change import Change, Source
from migration_safety.core.plan import Migration, Plan, Step
from migration_safety.core.price.estimate import Estimate, Point
from migration_safety.core.report import Check, Environment, Report, Section, Status, Unknown
from migration_safety.core.statement import Action, Statement
from migration_safety.core.volume.volume import Volume

PATH = "people/migrations/0012_email.py"
ENVIRONMENT = Environment("3.11.7", "5.2.19", "0.1.0", "default", "postgresql", "18", "predicted")

ADD_FIELD = Step(
    0,
    (Change("AddField", "Add field nickname to person", "people", "Person", "nickname"),),
    Source(PATH, 13),
    (
        Statement(
            'ALTER TABLE "people_person" ADD COLUMN "nickname" varchar(50) NULL',
            0,
            0,
            (
                Action(
                    "ADD COLUMN", "people_person", proof="no scan: the validated CHECK a of b.0001"
                ),
            ),
            (Effect("people_person", "ACCESS EXCLUSIVE", Blocks.EVERYTHING, rows=1_200_000),),
        ),
    ),
)
ADD_INDEX = Step(
    1,
    (Change("AddIndex", "Create index person_email on field(s) email of model person"),),
    Source(PATH, 18),
    (
        Statement(
            'CREATE INDEX "person_email" ON "people_person" ("email")',
            1,
            0,
            (Action("CREATE INDEX", "people_person"),),
            (
                Effect(
                    "people_person",
                    "SHARE",
                    Blocks.WRITES,
                    scans=True,
                    rows=1_200_000,
                    bytes=310_000_000,
                ),
            ),
            estimate=Estimate(3.9, 4.25, 1_200_000, (Point(20_000, 0.065), Point(80_000, 0.27))),
        ),
    ),
)
RUN_SQL = Step(
    0,
    (Change("RunSQL", "Raw SQL operation", reversible=False),),
    Source("people/migrations/0013_vendor.py", 9),
    (Statement("CALL rebuild_search()", 0, 0, unknown="a procedure may do anything"),),
)
CREATE_MODEL = Step(
    0,
    (Change("CreateModel", "Create model Tag", "people", "Tag"),),
    Source("people/migrations/0014_tag.py", 11),
    (
        Statement(
            'CREATE TABLE "people_tag" ("id" bigint NOT NULL PRIMARY KEY)',
            0,
            0,
            (Action("CREATE TABLE", "people_tag", fresh=True, proof="nobody uses people_tag yet"),),
        ),
    ),
)
INDEX_FINDING = Finding(
    "MS101",
    "index_not_concurrent",
    Severity.ERROR,
    "people",
    "0012_email",
    1,
    "CREATE INDEX blocks every write on people_person (1,200,000 rows) for about 4 s.",
    "A plain CREATE INDEX takes a SHARE lock and holds it while it reads the whole table."
    " Every INSERT, UPDATE and DELETE waits for it.",
    "class Migration(migrations.Migration):\n"
    "    atomic = False\n"
    "\n"
    "    operations = [\n"
    '        AddIndexConcurrently("person", models.Index(fields=["email"], name="person_email")),\n'
    "    ]",
    ("people_person",),
    "https://example.org/rules/index_not_concurrent.html",
    Source(PATH, 18),
)
REVERSE_FINDING = Finding(
    "MS401",
    "irreversible",
    Severity.WARNING,
    "people",
    "0013_vendor",
    0,
    "RunSQL has no reverse_sql: this migration cannot be rolled back.",
    "Django raises IrreversibleError when it is asked to go back.",
    'migrations.RunSQL("CALL rebuild_search()", migrations.RunSQL.noop)',
    source=Source("people/migrations/0013_vendor.py", 9),
)
PLACE = Source(PATH, 19)
ENTRY = Suppression(
    ("MS401",),
    "history before 2026",
    date(2027, 1, 31),
    "platform team",
    Source("ledger.toml", 5, "entry 1"),
)
SAMPLE = Report(
    command="check_migration_safety",
    generated_at="2026-03-01T12:00:00Z",
    environment=ENVIRONMENT,
    plan=Plan(
        (
            Migration("people", "0012_email", path=PATH, steps=(ADD_FIELD, ADD_INDEX)),
            Migration("people", "0013_vendor", atomic=False, steps=(RUN_SQL,)),
            Migration("people", "0014_tag", applied=True, steps=(CREATE_MODEL,)),
        )
    ),
    findings=(INDEX_FINDING, REVERSE_FINDING),
    checks=(
        Check("Graph", Status.PASSED, 3, "every app has one leaf"),
        Check(
            "Way back", Status.WARNING, 4, "1 operation cannot be undone", ("people.0013_vendor",)
        ),
        Check("Sandbox", Status.SKIPPED, 0, "nothing was observed"),
    ),
    unknown=(
        Unknown(
            "people.0013_vendor, operation 0",
            "a procedure may do anything",
            "CALL rebuild_search()",
        ),
    ),
    sections=(Section("Tables", ("table", "rows"), (("people_person", "1,200,000"),)),),
    notes=("The database 'default' has no history of migrations: all are judged.",),
    seconds=1.32,
)
ACCEPTED = replace(
    SAMPLE,
    findings=(),
    unknown=(),
    suppressed=(
        replace(INDEX_FINDING, suppressed=Suppression(("MS101",), "it has 12 rows", source=PLACE)),
        replace(REVERSE_FINDING, suppressed=ENTRY),
    ),
    acknowledged=(replace(SAMPLE.unknown[0], suppressed=ENTRY),),
)
EMPTY = Report("check_migration_safety", "2026-03-01T12:00:00Z", ENVIRONMENT, Plan())
HEALTHY = Report(
    "check_migration_safety",
    "2026-03-01T12:00:00Z",
    ENVIRONMENT,
    Plan((Migration("people", "0014_tag", steps=(CREATE_MODEL,)),)),
    checks=(Check("Graph", Status.PASSED, 1, "every app has one leaf"),),
    seconds=0.4,
)
FILLED = Report(
    "seed_volume_data",
    "2026-03-01T12:00:00Z",
    ENVIRONMENT,
    Plan(),
    checks=(Check("every row is there", Status.PASSED, 1, "all tables counted"),),
    sections=(Section("Tables", ("model", "rows"), (("people.Person", "1,000"),)),),
    volume=(Volume("people.Person", "people_person", 1_000, 655_360, 0.1),),
    seconds=4.2,
    title="Volume data",
    headline="Every row is written; what must hold of them was asked of the database.",
    closing="1 table, 1,000 rows written",
)
