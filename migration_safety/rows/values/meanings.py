"""What the value of a field means, as its name tells."""

from __future__ import annotations

import re
from functools import cache

# The first that fits wins: the particular before the general.  The words of a name are
# separated by "_"; a pattern must fit whole words.
TEXTS = (
    ("password", r"passwords?|passwd|password_hash"),
    ("user_agent", r"user_agent|browser|http_user_agent"),
    ("email", r"e?_?mail|email_address|mail_address|emails?"),
    ("username", r"user_?name|login|login_name|handle|screen_name|nick|account_name"),
    ("given_name", r"(first|given|fore|preferred|nick|middle)_?names?"),
    ("family_name", r"(last|family|sur|maiden)_?names?"),
    ("file", r"file_?names?|original_name|attachment|file_?path"),
    ("host", r"host|host_?name|domain|domain_name|fqdn|server_?name|subdomain"),
    ("company", r"company|company_?name|organi[sz]ation|employer|firm|business|vendor|supplier"),
    ("company", r"manufacturer|brand|publisher|institution|bank_?name|agency"),
    ("full_name", r"(full|display|contact|search|author|customer|person|recipient|sender)_?name"),
    ("full_name", r"author|recipient|sender|contact_person|created_by|owner_name|billing_name"),
    ("phone", r"phone|phones|mobile|cell|fax|tel|telephone|phone_?number|mobile_?number"),
    ("ip", r"ip|ip_?addr(ess)?|remote_?addr(ess)?|client_ip"),
    ("mac", r"mac|mac_?address"),
    ("url", r"urls?|uri|link|website|web_?site|home_?page|permalink|webhook|callback|href"),
    ("url", r"endpoint|referr?er|image_url|avatar_url"),
    ("slug", r"slug|permalink_name"),
    ("postcode", r"post_?code|zip|zip_?code|postal_?code|plz"),
    ("line_2", r"(street_?)?(address|addr|line|street)_?(line_?)?[23]|unit|apartment|suite|flat"),
    ("street", r"street|street_?(name|address)|(address|addr|line|street)(_?line)?_?1|house"),
    ("street", r"address|addr|mailing_address|shipping_address|billing_address"),
    ("city", r"city|town|municipality|locality|place|city_name|birth_?place"),
    ("country", r"country|country_?(code|name|iso)|nationality|citizenship"),
    ("state", r"state|province|region|county|district|federal_state"),
    ("language", r"lang|language|languages|lang_?code|language_?code"),
    ("locale", r"locale"),
    ("currency", r"currency|currency_?code"),
    ("time_zone", r"time_?zone|tz|tz_?name"),
    ("colour", r"colou?r|hex_?colou?r|colou?r_code|background"),
    ("mime", r"mime|mime_?type|content_?type|media_?type"),
    ("extension", r"extension|suffix_name|file_?type|format"),
    ("path", r"path|route|request_path|location_path"),
    ("hash", r"check_?sum|sha|sha_?(1|256|512)|md5|hash|digest|fingerprint|etag|hash_?value"),
    ("token", r"token|secret|api_?key|key|session_?key|nonce|signature|salt|private_key"),
    ("uuid", r"uuid|guid"),
    ("version", r"version|release|app_version"),
    ("job", r"job|job_?title|occupation|profession|role_title|position"),
    ("pronouns", r"pronouns?"),
    ("gender", r"gender|sex"),
    ("salutation", r"salutation|honorific|prefix|name_prefix"),
    ("method", r"method|http_method|verb"),
    ("iban", r"iban"),
    ("code", r"code|number|no|num|ref|reference|sku|identifier|id|serial|badge|isbn|ean|vat"),
    ("code", r"barcode|upc|precinct|plate|licen[cs]e|account|pin|ssn|tax_id|invoice"),
    ("type", r"type|kind|category|group|class|model|status|stage|level|action|source|channel"),
    ("title", r"titles?|subject|headline|heading|caption|label|event|topic|question|election"),
    ("body", r"body|content|contents|text|description|desc|notes?|comments?|message|msg"),
    ("body", r"summary|bio|biography|about|remarks?|details?|abstract|excerpt|reason|feedback"),
    ("body", r"review|instructions|answer|reply|intro|terms|html|markdown|story"),
    ("name", r"names?"),
)
NUMBERS = (
    ("year", r"years?|founded|published_year|vintage"),
    ("age", r"age|ages"),
    ("latitude", r"lat|latitude"),
    ("longitude", r"lon|lng|long|longitude"),
    ("percent", r"percent|percentage|pct|rate|ratio|tax|vat|discount|share|probability|progress"),
    ("rating", r"rating|stars|score|grade|rank|priority|level"),
    ("status", r"status_?code|http_status|response_code"),
    ("port", r"port"),
    ("bytes", r"size|bytes|file_?size|length|content_length"),
    ("pixels", r"width|height|image_width|image_height"),
    ("seconds", r"seconds?|duration|elapsed|timeout|latency"),
    ("minutes", r"minutes?"),
    ("hours", r"hours?"),
    ("days", r"days?"),
    ("month", r"months?"),
    ("money", r"price|amount|total|cost|fee|balance|salary|income|budget|sum|subtotal|paid"),
    ("money", r"revenue|payment|debit|credit|value|net|gross"),
    ("order", r"position|order|ordering|sort|sequence|index|idx|weight|sort_order|lft|rght|depth"),
    ("count", r"count|counter|visits|views|hits|quantity|qty|stock|attempts|retries|likes|num"),
    ("identifier", r"id|object_id|external_id|pk|remote_id"),
)
TIMES = (
    ("birth", r"birth|birthday|birth_?date|date_?of_?birth|dob|born|born_on"),
    ("created", r"created|create|joined|added|registered|inserted|registration|signup|issued"),
    ("created", r"ordered|uploaded|submitted|posted|received|set|occurred|logged|recorded"),
    ("start", r"start|starts|started|begin|begins|from|since|opened|opens|effective|check_in"),
    ("changed", r"updated|modified|changed|edited|saved|last|seen|sent|published|paid|shipped"),
    ("changed", r"accessed|login|used|confirmed|verified|accepted|approved|delivered|read"),
    ("end", r"end|ends|ended|until|to|due|deadline|expires?|expired|expiry|expiration|stop"),
    ("end", r"finish|finished|finishes|closes|closed|check_out|valid_to|completed|resolved"),
    ("gone", r"deleted|removed|archived|cancell?ed|revoked|deactivated|disabled|left|blocked"),
)
# A person's or a company's `name`, by the last word of the model.
PEOPLE = re.compile(
    r"(person|people|user|contact|customer|author|employee|patient|member|voter|student|"
    r"teacher|client|profile|donor|volunteer|subscriber|speaker|doctor|artist|actor|player)$"
)
COMPANIES = re.compile(
    r"(company|organi[sz]ation|tenant|employer|supplier|vendor|publisher|brand|manufacturer|"
    r"firm|agency|institution|shop|store|partner|team|club|bank|account)$"
)
PLACES = {"city": "city", "town": "city", "country": "country", "state": "state"}


def text_meaning(name: str, model: str = "") -> str:
    """What a text is about ("given_name"), "" where its name says nothing."""
    found = _meaning(name, TEXTS)
    return _whose(model.casefold()) if found == "name" and words(name) == ["name"] else found


def number_meaning(name: str) -> str:
    """What a number counts."""
    return _meaning(name, NUMBERS)


def time_meaning(name: str) -> str:
    """What happened then."""
    return _meaning(name, TIMES)


def words(name: str) -> list[str]:
    """The words of a name, be it snake_case or camelCase."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).casefold().strip("_").split("_")


def _whose(model: str) -> str:
    if PEOPLE.search(model):
        return "full_name"
    if COMPANIES.search(model):
        return "company"
    return PLACES.get(model, "household" if model.endswith("household") else "name")


@cache
def _compiled(table: tuple[tuple[str, str], ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((meaning, re.compile(rf"(?:^|_)(?:{text})$")) for meaning, text in table)


def _meaning(name: str, table: tuple[tuple[str, str], ...]) -> str:
    """By the whole name, else by its last words, else by its first word."""
    spelled = words(name)
    whole = "_".join(spelled)
    for candidate in (whole, *reversed(spelled)):
        for meaning, pattern in _compiled(table):
            if pattern.search(candidate):
                return meaning
    return ""
