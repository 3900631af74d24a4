"""MS601: a column without a value for old rows, against those that have one."""

from django.db import migrations, models


class NoValue(migrations.Migration):
    operations = [
        migrations.AddField("person", "nick", models.CharField(max_length=9)),  # expect: MS601
        migrations.AddField(  # expect: MS601
            "visit", "host", models.ForeignKey("people.Tenant", models.CASCADE)
        ),
        migrations.RunSQL("ALTER TABLE people_tag ADD COLUMN n integer NOT NULL"),  # expect: MS601
    ]


class AValue(migrations.Migration):
    operations = [
        migrations.AddField("person", "alias", models.CharField(max_length=9, default="")),
        migrations.AddField("person", "title", models.CharField(max_length=9, blank=True)),
        migrations.AddField("person", "level", models.IntegerField(db_default=1)),
        migrations.AddField("person", "note", models.TextField(null=True)),
        migrations.RunSQL("ALTER TABLE people_tag ADD COLUMN k bigserial NOT NULL"),
    ]


class NewTable(migrations.Migration):
    operations = [
        migrations.CreateModel("Letter", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("letter", "sent", models.DateField()),
    ]
