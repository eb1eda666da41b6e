"""The libraries for linear algebra keep to one thread within a block, and have what they had after it."""

from threadpoolctl import ThreadpoolController, threadpool_limits

from pipeline_tasks.threads import one_thread


def threads() -> set[int]:
    """The threads that each library for linear algebra would take now."""
    pools = ThreadpoolController().info()
    return {pool["num_threads"] for pool in pools if pool["user_api"] == "blas"}


def test_products_take_one_thread_within_the_block_and_after_it_what_they_had() -> None:
    with threadpool_limits(2, user_api="blas"):
        assert threads() == {2}
        with one_thread():
            assert threads() == {1}
        assert threads() == {2}
        with one_thread():  # again, with what is remembered of the libraries
            assert threads() == {1}
        assert threads() == {2}
