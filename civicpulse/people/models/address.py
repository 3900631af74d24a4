"""An address of a person, of which one is the primary."""

from __future__ import annotations

from django.db import models

from civicpulse.people.models.person import Person


class Address(models.Model):
    class Kind(models.TextChoices):
        HOME = "home", "Home"
        WORK = "work", "Work"
        POSTAL = "postal", "Postal"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.HOME)
    line_1 = models.CharField(max_length=200)
    line_2 = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=16, db_index=True)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2, default="GB")
    is_primary = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "addresses"
        constraints = (
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(is_primary=True),
                name="address_one_primary_per_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_1}, {self.postcode} {self.city}"
