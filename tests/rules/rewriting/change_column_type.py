"""MS201: a type that is stored otherwise, against those that PostgreSQL widens for nothing."""

from django.db import migrations, models


class WrittenAnew(migrations.Migration):
    operations = [
        migrations.AlterField("visit", "minutes", models.BigIntegerField()),  # expect: MS201
        migrations.AlterField(  # expect: MS201
            "person", "balance", models.DecimalField(max_digits=12, decimal_places=3, null=True)
        ),
        migrations.AlterField("tag", "name", models.CharField(max_length=20)),  # expect: MS201
        migrations.AlterField("person", "born", models.DateTimeField(null=True)),  # expect: MS201
        migrations.RunSQL("ALTER TABLE people_tag ALTER name TYPE char(30)"),  # expect: MS201
        migrations.RunSQL(  # expect: MS201
            "ALTER TABLE people_tenant ALTER name TYPE text USING upper(name)"
        ),
    ]


class Widened(migrations.Migration):
    operations = [
        migrations.AlterField("person", "name", models.CharField(max_length=200)),
        migrations.AlterField("person", "name", models.TextField()),
        migrations.AlterField(
            "person", "balance", models.DecimalField(max_digits=14, decimal_places=3, null=True)
        ),
        migrations.RunSQL("ALTER TABLE people_person ALTER seen_at TYPE timestamp"),
    ]


class WithoutSql(migrations.Migration):
    operations = [
        migrations.AlterField("person", "email", models.CharField(max_length=254, null=True)),
        migrations.AlterField("person", "age", models.IntegerField(null=True, help_text="years")),
        migrations.AlterField("person", "notes", models.TextField(db_comment="free text")),
        migrations.AlterField(
            "person", "status", models.CharField(max_length=10, db_default="new", db_comment="of x")
        ),
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [("id", models.BigAutoField(primary_key=True)), ("pages", models.IntegerField())],
        ),
        migrations.AlterField("letter", "pages", models.BigIntegerField()),
    ]


class KeyWithItsChildren(migrations.Migration):
    """MS207 tells of all of them."""

    operations = [
        migrations.AlterField("person", "id", models.BigAutoField(primary_key=True)),
    ]
