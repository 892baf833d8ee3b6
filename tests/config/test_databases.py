"""An address of PostgreSQL becomes Django's settings."""

from servewell.config.databases import postgresql


def test_names_and_passwords_are_decoded() -> None:
    said = postgresql("postgresql://ada:p%40ss@db.example:5433/city")
    assert [said[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ada", "p@ss", "db.example", "5433", "city",
    ]  # fmt: skip


def test_what_follows_the_question_mark_is_handed_to_the_driver() -> None:
    said = postgresql("postgresql:///city?host=/run/postgresql&sslmode=require&connect_timeout=2")
    assert said["HOST"] == "/run/postgresql"
    assert said["OPTIONS"] == {"sslmode": "require", "connect_timeout": "2"}
