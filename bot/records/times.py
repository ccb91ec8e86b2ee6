"""Times as the database gives them back, whichever database that is."""

from datetime import UTC, datetime


def utc(moment: datetime) -> datetime:
    """The same moment as an aware time in UTC: SQLite leaves the zone out, PostgreSQL gives its server's."""
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
