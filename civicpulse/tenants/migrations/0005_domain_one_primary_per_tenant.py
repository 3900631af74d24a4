"""At most one primary domain; the table has a few hundred rows, so a plain index will do."""

# 2026-02-11

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_tenant_time_zone")]

    operations = [
        # safe: MS101 because the table has a few hundred rows; owner platform
        migrations.AddConstraint(
            model_name="domain",
            constraint=models.UniqueConstraint(
                fields=["tenant"],
                condition=models.Q(is_primary=True),
                name="domain_one_primary_per_tenant",
            ),
        ),
    ]
