"""The library and its index on disk: all or nothing, versions that other processes see, locks, and plain errors."""

import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from knowledge.document import Document
from knowledge.embeddings import WordLlamaEmbedder, normalised
from knowledge.errors import IndexLocked, IndexMissing, IndexStale, KnowledgeError, ReportInvalid
from knowledge.index import FORMAT, POINTER
from knowledge.ingest import Library, sample_texts
from knowledge.parsing import parse_report
from knowledge.query import Query
from knowledge.report import write_report
from knowledge.search import KnowledgeBase

ROOT = Path(__file__).parents[2]


class Letters:
    """A tiny embedder: counts of letters."""

    def __init__(self, size=26, name="letters"):
        self.size = size
        self.id = name
        self.broken = False

    def embed(self, texts):
        if self.broken:
            problem = "no power"
            raise KnowledgeError(problem)
        rows = np.zeros((len(texts), self.size), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text.lower():
                if "a" <= letter <= "z":
                    row[(ord(letter) - 97) % self.size] += 1
        return normalised(rows)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The first six sample reports as files, one folder."""
    folder = tmp_path_factory.mktemp("reports")
    for name, text in sample_texts()[:6]:
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(folder.glob("*.md"))


def ids(library):
    return {document.id for document in library.base.documents()}


def test_files_and_folders_are_added_and_counted(tmp_path, files):
    library = Library(tmp_path, Letters())
    assert library.status().indexed is None
    assert "steadyhand knowledge rebuild" in library.status().problem
    first = library.add(files[:2])
    assert (len(first.added), first.replaced, first.unchanged, first.total) == (2, (), (), 2)
    second = library.add([files[0].parent])
    assert (len(second.added), len(second.unchanged), second.total) == (4, 2, 6)
    status = library.status()
    assert (status.reports, status.samples, status.indexed, status.generation, status.problem) == (6, 6, 6, 2, None)
    again = library.add(files)
    assert (again.added, len(again.unchanged)) == ((), 6)
    assert library.status().generation == 2


def test_one_bad_file_stops_all_and_all_problems_are_named(tmp_path, files):
    library = Library(tmp_path / "kb", Letters())
    library.add(files[:1])
    bad = tmp_path / "bad.md"
    bad.write_text("# Nothing\n", encoding="utf-8")
    binary = tmp_path / "binary.md"
    binary.write_bytes(b"\xff\xfe\x00")
    twin = tmp_path / "twin.md"
    twin.write_text(files[1].read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ReportInvalid) as caught:
        library.add([files[1], twin, bad, binary, tmp_path / "absent.md", tmp_path / "kb" / "index" / POINTER])
    text = "\n".join(caught.value.problems)
    for part in (
        "bad.md: line 1",
        "section '## Summary' is missing",
        "binary.md: not UTF-8",
        "absent.md: does not exist",
        "is not a .md file",
    ):
        assert part in text
    assert f"twin.md: id 'PIR-0102' stands in {files[1]} too" in text
    assert ids(library) == {"PIR-0101"}
    assert library.status().reports == 1


def test_another_text_under_a_known_id_must_be_meant(tmp_path, files):
    library = Library(tmp_path / "kb", Letters())
    library.add(files[:2])
    changed = tmp_path / "changed.md"
    changed.write_text(files[0].read_text(encoding="utf-8").replace("SEV-1", "SEV-2"), encoding="utf-8")
    with pytest.raises(ReportInvalid, match="'PIR-0101' is in the library already"):
        library.add([changed])
    assert library.add([changed], replace=True).replaced == ("PIR-0101",)
    assert library.base.report("PIR-0101").severity == "SEV-2"


def test_a_failing_embedder_leaves_files_and_index_as_they_were(tmp_path, files):
    embedder = Letters()
    library = Library(tmp_path, embedder)
    library.add(files[:1])
    before = library.base.sources.text("PIR-0101")
    embedder.broken = True
    with pytest.raises(KnowledgeError, match="no power"):
        library.add(files[1:])
    report = parse_report(before).model_copy(update={"severity": "SEV-4"})
    with pytest.raises(KnowledgeError, match="no power"):
        library.add_report(report)
    embedder.broken = False
    assert library.status().reports == 1
    assert library.base.sources.text("PIR-0101") == before
    assert ids(library) == {"PIR-0101"}


def test_samples_are_removed_and_own_reports_stay(tmp_path, files):
    library = Library(tmp_path, Letters())
    library.add(files)
    own = parse_report(files[0].read_text(encoding="utf-8")).model_copy(update={"id": "own/1", "sample": False})
    library.add_report(own)
    assert library.remove_samples() == 6
    assert ids(library) == {"own/1"}
    assert library.status().reports == 1
    assert library.base.report("own/1") == own
    assert library.remove_samples() == 0


def test_removing_the_last_report_leaves_an_empty_index_that_answers(tmp_path, files):
    library = Library(tmp_path, Letters())
    library.add(files[:1])
    library.remove_samples()
    result = library.base.search(Query("payments"))
    assert result.nothing_similar
    assert result.closest is None
    assert library.base.rank(Query("payments")) == []


def test_an_export_can_be_added_elsewhere_and_rebuild_reads_the_kept_files(tmp_path, files):
    library = Library(tmp_path / "one", Letters())
    library.add(files)
    assert library.export(tmp_path / "out") == 6
    with pytest.raises(KnowledgeError, match="not an empty folder"):
        library.export(tmp_path / "out")
    other = Library(tmp_path / "two", Letters())
    other.add([tmp_path / "out"])
    assert ids(other) == ids(library)
    (tmp_path / "one" / "index" / POINTER).unlink()
    assert library.rebuild() == 6
    assert ids(library) == ids(other)


def test_a_report_written_by_the_product_is_searchable_at_once(tmp_path, files):
    library = Library(tmp_path, WordLlamaEmbedder())
    library.add(files)
    report = parse_report(files[0].read_text(encoding="utf-8")).model_copy(
        update={"id": "ESC-9", "issue": "Elevator sensors report wrong floors", "sample": False, "symptom": None}
    )
    assert parse_report(write_report(report)) == report
    library.add_report(report)
    assert library.base.search(Query("elevator sensors on wrong floors")).results[0].id == "ESC-9"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda index: (index / POINTER).unlink(), "no index was built yet"),
        (lambda index: (index / POINTER).write_text("{", encoding="utf-8"), "cannot be read"),
        (lambda index: (index / POINTER).write_text("[]", encoding="utf-8"), "cannot be read"),
        (lambda index: (index / POINTER).write_text(json.dumps({"format": FORMAT}), encoding="utf-8"), "cannot be read"),
        (lambda index: next(index.glob("corpus-*/documents.json")).unlink(), "cannot be read"),
        (lambda index: next(index.glob("corpus-*/lexical.npz")).write_bytes(b"PK"), "cannot be read"),
        (lambda index: next(index.glob("corpus-*/terms.json")).write_text("{}", encoding="utf-8"), "cannot be read"),
    ],
)
def test_a_damaged_index_is_named_and_can_be_rebuilt(tmp_path, files, damage, reason):
    Library(tmp_path, Letters()).add(files[:2])
    damage(tmp_path / "index")
    library = Library(tmp_path, Letters())
    with pytest.raises(IndexMissing, match=reason) as caught:
        library.base.search(Query("x"))
    assert "steadyhand knowledge rebuild" in caught.value.hint
    assert library.status().problem
    assert library.rebuild() == 2
    assert len(library.base.rank(Query("payments"))) == 2


def test_vectors_that_are_gone_are_named(tmp_path, files):
    Library(tmp_path, Letters()).add(files[:2])
    path = tmp_path / "index" / POINTER
    folder = json.loads(path.read_text(encoding="utf-8"))["name"]
    (tmp_path / "index" / folder).rename(tmp_path / "index" / "corpus-0")
    path.write_text(path.read_text(encoding="utf-8").replace(folder, "corpus-0"), encoding="utf-8")
    with pytest.raises(IndexMissing, match="vectors of version corpus-0 are gone"):
        KnowledgeBase(tmp_path, Letters()).rank(Query("payments"))


@pytest.mark.parametrize(
    ("other", "part"), [(Letters(name="digits"), "embedder 'letters'"), (Letters(size=20), "vectors of 26")], ids=["name", "size"]
)
def test_another_embedder_makes_the_index_stale_until_it_is_rebuilt(tmp_path, files, other, part):
    Library(tmp_path, Letters()).add(files[:2])
    library = Library(tmp_path, other)
    with pytest.raises(IndexStale, match=part) as caught:
        library.base.search(Query("x"))
    assert "steadyhand knowledge rebuild" in caught.value.hint
    library.rebuild()
    assert library.base.rank(Query("payments"))


def test_another_format_is_stale(tmp_path, files):
    Library(tmp_path, Letters()).add(files[:1])
    path = tmp_path / "index" / POINTER
    path.write_text(path.read_text(encoding="utf-8").replace(f'"format": {FORMAT}', '"format": 0'), encoding="utf-8")
    with pytest.raises(IndexStale, match="index format 0"):
        KnowledgeBase(tmp_path, Letters()).search(Query("x"))


def test_old_versions_are_collected_but_the_one_before_stays(tmp_path, files):
    library = Library(tmp_path, Letters())
    for file in files[:4]:
        library.add([file])
    version = library.base.store.version()
    assert {folder.name for folder in (tmp_path / "index").glob("corpus-*")} == {version.name, version.previous}
    assert not list((tmp_path / "index").glob("*.tmp"))


def test_a_search_that_began_on_the_version_before_still_ends(tmp_path, files):
    library = Library(tmp_path, Letters())
    library.add(files[:2])
    held = library.base.store.current()
    library.add(files[2:4])
    assert held.similarities(Letters().embed(["payments"])[0]).shape == (2,)
    assert len(library.base.store.current().documents) == 4


READER = """
import sys
from pathlib import Path
from knowledge.embeddings import WordLlamaEmbedder
from knowledge.query import Query
from knowledge.search import KnowledgeBase
base = KnowledgeBase(Path(sys.argv[1]), WordLlamaEmbedder())
for line in sys.stdin:
    print(len(base.rank(Query("payments"), k=100)), base.store.current().similarities(base.embedder.embed(["payments"])[0]).size, flush=True)
"""

HOLDER = """
import sys
from pathlib import Path
from knowledge.embeddings import WordLlamaEmbedder
from knowledge.search import KnowledgeBase
with KnowledgeBase(Path(sys.argv[1]), WordLlamaEmbedder()).store.locked():
    print("held", flush=True)
    sys.stdin.readline()
"""


def _child(code, folder):
    return subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_an_open_handle_in_another_process_sees_the_new_version(tmp_path, files):
    library = Library(tmp_path, WordLlamaEmbedder())
    library.add(files[:2])
    with _child(READER, tmp_path) as reader:

        def asked():
            reader.stdin.write("?\n")
            reader.stdin.flush()
            return reader.stdout.readline().split()

        assert asked() == ["2", "2"]
        library.add(files)
        assert asked() == ["6", "6"]
        library.remove_samples()
        assert asked() == ["0", "0"]
        reader.stdin.close()
        assert reader.wait(30) == 0


def test_a_writer_that_waits_too_long_says_who_is_in_the_way(tmp_path, files):
    with _child(HOLDER, tmp_path) as holder:
        assert holder.stdout.readline() == "held\n"
        library = Library(tmp_path, Letters(), lock_seconds=0.2)
        with pytest.raises(IndexLocked, match=r"waited 0\.2 s") as caught:
            library.add(files)
        assert "try again" in caught.value.hint
        assert library.status().reports == 0
        holder.stdin.close()
        holder.wait(30)
    assert library.add(files).total == 6


def test_readers_and_writers_in_one_process_do_not_disturb_each_other(tmp_path, files):
    library = Library(tmp_path, Letters(), lock_seconds=60)
    library.add(files[:1])
    errors = []
    done = threading.Event()

    def read():
        while not done.is_set():
            try:
                assert library.base.rank(Query("payments declined"), k=9)
            except Exception as error:
                errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for thread in readers:
        thread.start()
    for file in files[1:]:
        library.add([file])
    done.set()
    for thread in readers:
        thread.join()
    assert errors == []
    assert len(ids(library)) == 6


def test_plain_text_is_indexed_beside_services(tmp_path):
    base = KnowledgeBase(tmp_path, Letters())
    base.store.publish([Document.plain("a", title="Login", text="Nobody can sign in.", services=["Accounts"])])
    match = base.search(Query("Login: nobody can sign in"), floor=0.0).results[0]
    assert (match.id, match.services, match.report) == ("a", ("Accounts",), None)


def test_a_rebuild_repairs_a_broken_vector_store(tmp_path, files):
    # Another process builds and ends, so that nothing of the store is held in this one.
    code = (
        "import sys; from pathlib import Path; from knowledge.embeddings import WordLlamaEmbedder; from knowledge.ingest import Library\n"
        "Library(Path(sys.argv[1]), WordLlamaEmbedder()).add([Path(name) for name in sys.argv[2:]])"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path), *map(str, files)], cwd=ROOT, check=True, timeout=120)
    database = next(tmp_path.rglob("chroma.sqlite3"))
    database.write_bytes(b"this is no database" * 400)
    library = Library(tmp_path, WordLlamaEmbedder())
    with pytest.raises(IndexMissing, match="rebuild"):
        library.base.search(Query("card payments declined"))
    assert library.rebuild() == len(files)
    assert library.base.search(Query("card payments declined for some issuers")).closest is not None
