"""MS906: names that must be quoted, and plain ones."""

from django.db import migrations, models


class Names(migrations.Migration):
    operations = [
        migrations.AddField(  # expect: MS906
            "visit", "order", models.IntegerField(null=True)
        ),
        migrations.AddField(  # expect: MS906
            "visit", "roomNumber", models.IntegerField(null=True)
        ),
        migrations.AddField("visit", "orders", models.IntegerField(null=True)),
        migrations.AddField(
            "visit", "group", models.IntegerField(null=True, db_column="visit_group")
        ),
        migrations.CreateModel(  # expect: MS906
            "User",
            [("id", models.BigAutoField(primary_key=True))],
            options={"db_table": "user"},
        ),
    ]
