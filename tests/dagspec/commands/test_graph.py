def test_the_default_folder_is_drawn_in_mermaid(dagspec):
    done = dagspec("graph")
    assert done.code == 0
    assert done.out.startswith("flowchart LR\n")


def test_one_dag_is_chosen_and_drawn_in_dot(dagspec):
    assert dagspec("graph", "--dag", "my.dag", "--format", "dot").out.startswith('digraph "my.dag" {')


def test_an_unknown_dag_gets_the_nearest(dagspec):
    done = dagspec("graph", "--dag", "my.dga")
    assert (done.code, done.err) == (2, "dagspec: no DAG 'my.dga'; did you mean 'my.dag'?\n")


def test_a_file_that_cannot_be_read_is_named_with_its_place(dagspec, folder):
    (folder / "broken.yaml").write_text("a: [\n", encoding="utf-8")
    done = dagspec("graph", "broken.yaml")
    assert done.code == 2
    assert done.err.startswith("dagspec: broken.yaml:1:4: ")
