"""The commands of the how-to pages do what the pages say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.language import use
from ledger.language.command_words import in_reader_language
from tests.cli.conftest import Handshake

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str) -> list[str]:
    return re.findall(
        r"```sh\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL
    )


def in_both_languages(page: str) -> pytest.MarkDecorator:
    """A test of a page, then of its French twin."""
    return pytest.mark.parametrize("page", [f"{page}.md", f"{page}.fr.md"])


def run(
    handshake: Handshake, folder: Path, script: str, page: str
) -> subprocess.CompletedProcess[str]:
    """Run a block of a page with the shell, in its language; `handshake` is this one."""
    wrapper = folder / "handshake"
    wrapper.write_text(
        f'#!/bin/sh\nexec {sys.executable} -c "from projections.cli import main; main()" "$@"\n',
        encoding="utf-8",
    )
    wrapper.chmod(0o755)
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    environment |= {k: v for k, v in handshake.environment.items() if v is not None}
    environment |= {"HANDSHAKE_LANG": "fr" if page.endswith(".fr.md") else "en"}
    environment |= {"PYTHONPATH": str(DOCS.parent)} | {
        f"GIT_{who}_{what}": "sample@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def desk(handshake: Handshake, tmp_path: Path) -> Path:
    handshake("coffee", "Ada", "--note", "hello", "--new")
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder


@in_both_languages("how-to/anchor-a-checkpoint")
def test_a_signature_is_checked_without_the_program(
    handshake: Handshake, desk: Path, page: str
) -> None:
    public = handshake.json("init", "--sign")["events"][0]["public_key"]
    script = next(each for each in blocks(page) if "pkeyutl" in each)
    (desk / "checkpoint.txt").write_text(
        handshake("checkpoint").stdout, encoding="utf-8"
    )
    done = run(handshake, desk, script.replace("KEY", public), page)
    assert done.returncode == 0, done.stderr
    assert "Signature Verified Successfully" in done.stdout


@in_both_languages("how-to/anchor-a-checkpoint")
def test_every_checkpoint_in_git_is_compared(
    handshake: Handshake, desk: Path, page: str
) -> None:
    first, loop = [each for each in blocks(page) if "git " in each]
    first = first.replace("git push\n", "")
    assert run(handshake, desk, f"git init -q .\n{first}", page).returncode == 0
    handshake("coffee", "Ada")
    assert run(handshake, desk, first, page).returncode == 0
    done = run(handshake, desk, loop, page)
    assert (done.returncode, done.stdout.count(EXTENDS[page])) == (0, 2)
    assert "not extended" not in done.stdout


EXTENDS = {
    "how-to/anchor-a-checkpoint.md": "extends the checkpoint",
    "how-to/anchor-a-checkpoint.fr.md": "prolonge le point de contrôle",
}
TSA = """[tsa]
default_tsa = t
[t]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


@in_both_languages("how-to/anchor-a-checkpoint")
def test_a_time_stamp_is_asked_for_and_checked(
    handshake: Handshake, desk: Path, page: str
) -> None:
    """The authority is one of our own: openssl answers where the page has curl."""
    (desk / "tsa.cnf").write_text(TSA.format(folder=desk))
    (desk / "serial").write_text("01\n")
    authority = (
        "openssl req -x509 -newkey rsa:2048 -nodes -keyout tsa.key -out ca.pem -subj /CN=tsa.example.org "
        "-addext extendedKeyUsage=critical,timeStamping -days 2\n"
    )
    answer = (
        "openssl ts -reply -config tsa.cnf -queryfile checkpoint.tsq -signer ca.pem -inkey tsa.key "
        "-out checkpoint.tsr\n"
    )
    script = next(each for each in blocks(page) if "ts -query" in each)
    done = run(handshake, desk, authority + re.sub(r"curl .*\n", answer, script), page)
    assert done.returncode == 0, done.stderr
    assert "Time stamp:" in done.stdout


def test_both_privacy_pages_say_the_same_commands_and_claim_nothing() -> None:
    english, french = (
        (DOCS / "explanation" / name).read_text(encoding="utf-8")
        for name in ("privacy.md", "privacy.fr.md")
    )
    words = r"`handshake ([a-zà-ÿ-]+(?: [a-zà-ÿ-]+)?)"
    use("fr")
    in_french = set(map(in_reader_language, re.findall(words, english)))
    use("en")
    assert in_french == set(re.findall(words, french))
    for page in (english, french):
        assert not re.search(
            r"(?i)(GDPR|RGPD)[ -](compliant|conforme)|compl(ies|iant) with the GDPR",
            page,
        )
        assert page.count("\n## ") == english.count("\n## ")
    plain = re.sub(r"`[^`]*`|\]\([^)]*\)|\*In English[^*]*\*", "", french)
    assert not re.search(
        r"[^\u00a0\u202f][;:?!»](\s|$)", plain.replace("|---|---|---|", "")
    ), "a space is wanted"


@in_both_languages("how-to/invite")
def test_an_invitation_is_written_as_the_page_says(
    handshake: Handshake, desk: Path, page: str
) -> None:
    (script,) = blocks(page)
    result = run(handshake, desk, script, page)
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("Ada,") == 3
    assert ("déjeuner" if page.endswith(".fr.md") else "lunch") in result.stdout


@in_both_languages("how-to/export-people")
def test_people_go_out_and_come_in_as_the_page_says(
    handshake: Handshake, desk: Path, page: str
) -> None:
    (script,) = blocks(page)
    result = run(handshake, desk, script, page)
    assert result.returncode == 0, result.stderr
    assert len(list((desk / "contacts").iterdir())) == 1
    assert len(handshake.json("person", "list")["people"]) == 1


@in_both_languages("how-to/backup-and-restore")
def test_a_backup_is_made_and_restored_as_the_page_says(
    handshake: Handshake, desk: Path, page: str
) -> None:
    backup, restore, _against = blocks(page)
    (desk / "backups").mkdir()
    elsewhere = 'export HANDSHAKE_LEDGER="$PWD/new.db"\n'
    script = f"{backup}{elsewhere}{restore}handshake trust"
    result = run(handshake, desk, script.replace("~/", ""), page)
    assert result.returncode == 0, result.stderr
    assert "Ada" in result.stdout


@in_both_languages("how-to/second-computer")
def test_two_computers_go_together_as_the_page_says(
    handshake: Handshake, desk: Path, page: str
) -> None:
    once, always = blocks(page)
    export, join = once.splitlines(keepends=True)
    other = f'export HANDSHAKE_LEDGER="$PWD/other.db"\nhandshake coffee Tom --new\n{join}handshake trust'
    (desk / "Sync" / "handshake").mkdir(parents=True)
    result = run(handshake, desk, f"{export}{always}{other}".replace("~/", ""), page)
    assert result.returncode == 0, result.stderr
    assert {"Ada", "Tom"} <= set(result.stdout.split())


@in_both_languages("how-to/report")
def test_a_page_is_written_as_the_page_says(
    handshake: Handshake, desk: Path, page: str
) -> None:
    result = run(handshake, desk, "".join(blocks(page)), page)
    assert result.returncode == 0, result.stderr
    names = re.findall(r"-o (\S+)", "".join(blocks(page)))
    full, _june, redacted = [(desk / name).read_text("utf-8") for name in names]
    assert "Ada" in full
    assert ">Ada<" not in redacted


@in_both_languages("how-to/complete-words")
def test_a_shell_gets_its_script_as_the_page_says(
    handshake: Handshake, desk: Path, page: str
) -> None:
    once, written = blocks(page)
    scripts = re.findall(r"handshake completion (?:bash|zsh|fish)", once)
    (desk / ".local/share/bash-completion/completions").mkdir(parents=True)
    (desk / ".config/fish/completions").mkdir(parents=True)
    result = run(
        handshake, desk, "\n".join([*scripts, written.replace("~/", "")]), page
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("_HANDSHAKE_COMPLETE") >= len(scripts)
