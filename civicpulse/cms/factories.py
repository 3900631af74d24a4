"""Pages, their revisions, and documents, for tests."""

from __future__ import annotations

import datetime
from collections import OrderedDict
from collections.abc import Iterable
from hashlib import sha256

import factory
from django.utils.text import slugify

from civicpulse.accounts.factories import UserFactory
from civicpulse.cms.models import Document, Page, PageRevision
from civicpulse.tenants.factories import TenantFactory


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    class Params:
        number = factory.Sequence(int)

    tenant = factory.SubFactory(TenantFactory)
    public_id = factory.Faker("uuid4", cast_to=None)
    title = factory.Faker("sentence", nb_words=4)
    # A name alone: nothing is written to the storage.
    file = factory.LazyAttribute(
        lambda document: f"documents/{slugify(document.title)[:60]}-{document.number}.pdf"
    )
    size = factory.Faker("pyint", min_value=2_000, max_value=20_000_000)
    checksum = factory.LazyAttribute(
        lambda document: sha256(str(document.file).encode()).hexdigest()
    )
    uploaded_by = factory.SubFactory(UserFactory)


class PageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Page
        skip_postgeneration_save = True

    class Params:
        is_published = factory.LazyAttribute(lambda page: page.status == Page.Status.PUBLISHED)

    tenant = factory.SubFactory(TenantFactory)
    parent = None
    title = factory.Faker("sentence", nb_words=5)
    slug = factory.LazyAttributeSequence(lambda page, n: f"{slugify(page.title)[:60]}-{n}")
    body = factory.Faker("paragraph", nb_sentences=8)
    status = factory.Faker(
        "random_element", elements=OrderedDict(draft=0.15, review=0.05, published=0.8)
    )
    position = factory.Faker("pyint", max_value=20)
    published_at = factory.Maybe(
        "is_published",
        factory.Faker("date_time_between", start_date="-3y", tzinfo=datetime.UTC),
        None,
    )

    @factory.post_generation
    def documents(self: Page, create: bool, extracted: Iterable[Document] | None) -> None:
        if create and extracted:
            self.documents.set(extracted)


class PageRevisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PageRevision

    page = factory.SubFactory(PageFactory)
    author = factory.SubFactory(UserFactory)
    title = factory.SelfAttribute("page.title")
    body = factory.Faker("paragraph", nb_sentences=8)
