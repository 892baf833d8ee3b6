"""Settings fail at start, all at once, with an example that would be accepted."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from servewell.config.environment import Environment
from servewell.config.secret_key import secret_key


def test_typed_values_and_defaults():
    env = Environment({"SERVEWELL_A": "yes", "SERVEWELL_B": " 7 ", "SERVEWELL_C": "en, es"})
    assert env.flag("A", False) is True
    assert env.number("B", 3, least=1, most=9, unit="days") == 7
    assert env.words("C", ["en"], expected="codes", example="en", pattern="[a-z]{2}") == ["en", "es"]
    assert env.flag("D", True) is True
    env.finish()


@pytest.mark.parametrize("value", ["abc", "0", "10", "1.5", ""])
def test_a_bad_value_shows_an_accepted_example_and_not_itself(value):
    env = Environment({"SERVEWELL_DAYS": value})
    env.number("DAYS", 3, least=1, most=9, unit="days")
    with pytest.raises(ImproperlyConfigured) as refused:
        env.finish()
    assert "expected a whole number of days from 1 to 9, for example SERVEWELL_DAYS=3" in str(refused.value)


def test_all_faults_are_told_at_once_and_secrets_are_not():
    env = Environment({"SERVEWELL_ON": "perhaps", "SERVEWELL_MAIL": "ftp://me:geheim@x", "SERVEWELL_ONN": "1"})
    env.flag("ON", False)
    env.url("MAIL", "", schemes=("smtp",), example="smtp://mail.example")
    with pytest.raises(ImproperlyConfigured) as refused:
        env.finish()
    words = str(refused.value)
    assert "SERVEWELL_ON:" in words
    assert "SERVEWELL_MAIL:" in words
    assert "SERVEWELL_ONN is not a setting. Did you mean SERVEWELL_ON?" in words
    assert "geheim" not in words


def test_the_secret_key_is_made_once_and_is_the_owners_only(tmp_path):
    key = secret_key(tmp_path / "var")
    assert len(key) >= 64
    assert secret_key(tmp_path / "var") == key
    assert (tmp_path / "var" / "secret-key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret-key"]
