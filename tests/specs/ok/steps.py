"""Functions that the specs beside this file call."""

from datetime import timedelta


def make_numbers():
    return [1, 2, 3]


def make_number():
    return 2


def double(number):
    return number * 2


def double_with_label(number, label=False):
    return (number * 2, label)


def multiply(a, b):
    return a * b


def greet(name="world", times=1):
    return f"hello {name}" * times


def consume(item=None, fixed=None):
    return item, fixed


def is_ready():
    return True


def one_day_ago(logical_date):
    return logical_date - timedelta(days=1)


def note(context, channel="general"):
    return channel


def shout(text):
    return str(text).upper()
