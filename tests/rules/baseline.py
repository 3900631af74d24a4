"""The schema that every fixture starts from: the app `people` as production has it."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import CASCADE, Q


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Tenant",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=100)),
                ("slug", models.SlugField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            "Tag",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=50)),
            ],
        ),
        migrations.CreateModel(
            "Person",
            [
                ("id", models.AutoField(primary_key=True)),
                ("tenant", models.ForeignKey("people.Tenant", CASCADE, related_name="persons")),
                ("name", models.CharField(max_length=100)),
                ("email", models.EmailField(max_length=254, null=True)),
                ("code", models.CharField(max_length=20, db_index=True)),
                ("age", models.IntegerField(null=True)),
                ("visits", models.PositiveIntegerField(default=0)),
                ("balance", models.DecimalField(max_digits=10, decimal_places=2, null=True)),
                ("notes", models.TextField(blank=True)),
                ("born", models.DateField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("details", models.JSONField(default=dict)),
                ("status", models.CharField(max_length=10, db_default="new")),
                ("tags", models.ManyToManyField("people.Tag")),
            ],
            options={
                "indexes": [models.Index(fields=["name"], name="person_name_idx")],
                "constraints": [
                    models.CheckConstraint(condition=Q(age__gte=0), name="person_age_positive"),
                    models.UniqueConstraint(fields=["tenant", "code"], name="person_code_unique"),
                ],
            },
        ),
        migrations.CreateModel(
            "Visit",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("person", models.ForeignKey("people.Person", CASCADE)),
                ("at", models.DateTimeField()),
                ("minutes", models.IntegerField(default=0)),
            ],
        ),
    ]
