"""The doctor: what it shows, what it hides, and what it finds."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner
from fakes.command_line import call

from assistant.cli import cli
from assistant.doctor import Health, examine, options_of, settings_table
from assistant.settings import Settings
from assistant.wiring import Services

HIDDEN = "sk-very-secret"


def settings(data_dir: Path, **changes: object) -> Settings:
    return Settings(_env_file=None, data_dir=data_dir, **changes)


def checks(data_dir: Path, *, online: bool = False, **changes: object) -> dict[str, tuple[Health, str]]:
    return {check.name: (check.health, check.said) for check in examine(Services(settings(data_dir, **changes)), online=online)}


def test_on_a_fresh_machine_nothing_is_wrong_and_nothing_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    done = call(folder, "doctor")
    assert done.code == 0
    assert "failed" not in done.out
    assert not folder.exists()


def test_secrets_are_masked_everywhere(tmp_path: Path) -> None:
    env = {"OPENAI_API_KEY": HIDDEN, "OPENAI_BASE_URL": f"http://user:{HIDDEN}@127.0.0.1:1/v1", "STEADYHAND_MODEL": "openai:small"}
    for form in ((), ("--json",)):
        done = CliRunner().invoke(cli, ["--data-dir", str(tmp_path), "doctor", *form], env=env)
        assert HIDDEN not in done.output
        assert "set, not shown" in done.stdout
        assert "http://***@127.0.0.1:1/v1" in done.stdout
        assert "not asked" in done.stdout


def test_every_setting_is_shown_with_whether_somebody_set_it(tmp_path: Path) -> None:
    shown = {option.name: option for option in options_of(settings(tmp_path, timeout=12.5))}
    assert len(shown) == len(Settings.model_fields)
    assert (shown["STEADYHAND_TIMEOUT"].value, shown["STEADYHAND_TIMEOUT"].is_default) == ("12.5", False)
    assert (shown["STEADYHAND_MODEL"].value, shown["STEADYHAND_MODEL"].is_default) == ("none", True)


def test_the_settings_table_has_every_setting_and_no_machine_path() -> None:
    table = settings_table()
    assert table == CliRunner().invoke(cli, ["doctor", "--settings-table"]).stdout.rstrip("\n")
    assert str(Path.home()) not in table
    assert "| `STEADYHAND_DATA_DIR` | `~/.steadyhand` |" in table
    assert "| `OPENAI_API_KEY` |" in table
    assert len(table.splitlines()) == len(Settings.model_fields) + 2
    assert all(re.fullmatch(r"\| `[A-Z_]+` \| (`[^`]+`)? ?\| .+ \|", row) for row in table.splitlines()[2:])


def test_one_broken_part_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("x = [", encoding="utf-8")
    found = checks(tmp_path, policy=tmp_path / "policy.toml")
    assert found["policy"][0] is Health.FAILED
    assert found["embedder"][0] is Health.OK
    assert found["model"][0] is Health.OK
    assert call(tmp_path, "--policy", str(tmp_path / "policy.toml"), "doctor").code == 2


def test_a_file_in_the_place_of_the_data_directory(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("", encoding="utf-8")
    assert checks(tmp_path / "data")["data directory"][0] is Health.FAILED
    assert call(tmp_path / "data", "doctor").code == 3


def test_a_trust_store_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    health, said = checks(tmp_path)["certificates"]
    assert health is Health.FAILED
    assert "SSL_CERT_FILE" in said


def test_a_model_without_a_key_and_a_model_of_nobody(tmp_path: Path) -> None:
    assert checks(tmp_path, model="openai:small")["model"][0] is Health.FAILED
    assert checks(tmp_path, model="somebody:small")["model"][0] is Health.FAILED


def test_what_is_kept_is_counted(tmp_path: Path) -> None:
    assert call(tmp_path, "samples", "load").code == 0
    shown = call(tmp_path, "doctor", "--json").json
    said = {check["name"]: check for check in shown["checks"]}
    assert said["database"]["health"] == said["index"]["health"] == "ok"
    assert re.match(r"(\d+) records, \1 of them samples", said["database"]["said"])


class _Endpoint(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        body = json.dumps({"data": [{"id": "small"}]}).encode()
        self.server.seen = (self.path, self.headers["Authorization"])
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = HTTPServer(("127.0.0.1", 0), _Endpoint)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "model", "health", "words"),
    [
        (200, "small", Health.OK, "lists small"),
        (200, "large", Health.NOTE, "does not list large"),
        (401, "small", Health.FAILED, "refuses the key"),
        (404, "small", Health.NOTE, "404"),
        (503, "small", Health.FAILED, "does not answer"),
    ],
)
def test_the_endpoint_is_asked_only_online(
    tmp_path: Path, endpoint: HTTPServer, monkeypatch: pytest.MonkeyPatch, status: int, model: str, health: Health, words: str
) -> None:
    monkeypatch.setattr(_Endpoint, "status", status)
    at = {"model": f"openai:{model}", "openai_base_url": f"http://127.0.0.1:{endpoint.server_port}/v1/", "openai_api_key": HIDDEN}
    assert checks(tmp_path, **at)["model"][0] is Health.OK
    assert not hasattr(endpoint, "seen")
    found = checks(tmp_path, online=True, **at)["model"]
    assert found[0] is health
    assert words in found[1]
    assert endpoint.seen == ("/v1/models", f"Bearer {HIDDEN}")


def test_an_endpoint_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    found = checks(tmp_path, online=True, model="openai:x", openai_base_url="http://127.0.0.1:1/v1")["model"]
    assert found[0] is Health.FAILED
    assert "does not answer" in found[1]
