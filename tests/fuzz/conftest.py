"""How long to fuzz: `make test` takes the short profile, `--hypothesis-profile=long` the long one."""

from hypothesis import HealthCheck, settings

_COMMON = {
    "deadline": None,  # the tests measure the time of the processor themselves
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    "database": None,
    "print_blob": False,
}
settings.register_profile("short", max_examples=40, derandomize=True, **_COMMON)
settings.register_profile("long", max_examples=20_000, **_COMMON)
settings.load_profile("short")
