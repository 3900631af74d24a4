"""MS206: NULLs filled under lock by AlterField, against rows filled before."""

from django.db import migrations, models


class FilledUnderLock(migrations.Migration):
    operations = [
        migrations.AlterField(  # expect: MS206
            "person", "age", models.IntegerField(default=0), preserve_default=False
        ),
        migrations.AlterField("person", "email", models.EmailField(default="")),  # expect: MS206
        migrations.AlterField(  # expect: MS206
            "person",
            "balance",
            models.DecimalField(max_digits=10, decimal_places=2, db_default=0),
        ),
    ]


class FilledBefore(migrations.Migration):
    operations = [
        migrations.RunSQL("UPDATE people_person SET born = now() WHERE born IS NULL AND id < 999"),
    ]


class NothingToFillWith(migrations.Migration):
    operations = [
        migrations.AlterField("person", "born", models.DateField()),
        migrations.RunSQL("UPDATE people_visit SET minutes = 1 WHERE id = 1"),
    ]


class OnANewTable(migrations.Migration):
    operations = [
        migrations.CreateModel(
            "Letter",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("pages", models.IntegerField(null=True)),
            ],
        ),
        migrations.AlterField("letter", "pages", models.IntegerField(default=1)),
    ]
