from dagspec.graph import Edge, edges


def test_edges_are_dependencies_and_results_that_are_handed_on(dag):
    assert set(edges(dag)) == {
        Edge("inner", "third"),
        Edge("second", "third", data=True),
        Edge("third", "mapped", data=True),
        Edge("first", "mapped", data=True),
        Edge("first", "inner"),
    }
