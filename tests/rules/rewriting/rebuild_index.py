"""MS208: indexes built again under lock, against a column that has none, or keeps them."""

from django.db import migrations, models


class BuiltAgain(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS208
            "person", "name", models.CharField(max_length=100, db_collation="C")
        ),
        migrations.AlterField("person", "code", models.TextField(db_index=True)),  # expect: MS208
    ]


class WithoutIndex(migrations.Migration):
    operations = [
        migrations.AlterField(
            "person", "status", models.CharField(max_length=10, db_default="new", db_collation="C")
        ),
    ]


class IndexesKept(migrations.Migration):
    operations = [
        migrations.AlterField("tenant", "slug", models.SlugField(max_length=90, unique=True)),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField("tenant", "slug", models.TextField(unique=True)),
            ],
            database_operations=[
                migrations.RunSQL("ALTER TABLE people_tenant ALTER slug TYPE text"),
            ],
        ),
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("code", models.CharField(max_length=9, unique=True)),
            ],
        ),
        migrations.AlterField("letter", "code", models.TextField(unique=True)),
    ]
