"""`servewell manage` hands every word over to Django, also those that look like options of ours."""

import pytest

from servewell.cli.main import main


@pytest.mark.parametrize("words", [["--help"], ["help"]])
def test_help_is_the_list_of_djangos_commands(words, capsys):
    assert main(["manage", *words]) == 0
    assert "Available subcommands" in capsys.readouterr().out


def test_options_reach_the_command(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["manage", "check", "--help"])
    assert "usage: servewell manage check" in capsys.readouterr().out
