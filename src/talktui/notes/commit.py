"""The moment a file becomes another: the commit of a save, and what can come between.

On Linux the new file and the note exchange their names in one step.  What comes out must be the very
file that was read, with the very bytes; else it is what another program wrote in that moment, and it
is exchanged back.  So there is no instant at which a check could be overtaken, and what a save does
not expect it has in its hands rather than overwritten.  Elsewhere the note is looked at once more and
replaced, with a moment between the two in which another program's change can be lost.

A process killed between two steps leaves the other file under the temporary name, never nowhere:
:mod:`talktui.notes.strays` takes care of it.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable

from talktui.notes import exchange, temp_files
from talktui.notes.aside import Aside
from talktui.notes.held import Held, pick_up
from talktui.notes.read_file import FileContent, etag_of
from talktui.notes.uninterrupted import uninterrupted

_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_ROUNDS = 8  # how often others may replace the file while it is given back
_TRIES = 20  # of one system call that is interrupted
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK})
_CROSSED = "another program wrote this at the moment of a save"


class ChangedMeanwhileError(Exception):
    """The target is no longer what was read: begin again from fresh bytes.

    `text` was there in its place and has been given back; for a moment the save's own text stood there.
    """

    text: bytes | None = None


def put_in_place(temp: str, ours: Held, target: FileContent, folder: int, aside: Aside) -> list[str]:
    """Let `ours`, a finished file under the name `temp`, become the content of `target`.

    Returns warnings: it is saved. Raises :class:`ChangedMeanwhileError` or :class:`OSError` when it
    is not; then the note is another program's, or as it was, and nothing of ours stands at its name.
    """
    name = os.path.basename(target.real)
    old = _open_as_read(target, folder)
    temp_files.lock(old.descriptor or 0, shared=True)
    try:
        with uninterrupted():
            try:
                _exchange(temp, name, folder, ours)
            except exchange.Unsupported:
                _replace(temp, name, folder, ours)
            except FileNotFoundError as error:
                raise ChangedMeanwhileError from error
            else:
                surprise = _surprise(old, target, temp, folder, aside)
                if surprise is not None:
                    text = _text_of(temp, folder)
                    warning = _give_back(temp, name, folder, ours, target.data, aside)
                    if warning is not None:
                        return [warning]
                    if isinstance(surprise, ChangedMeanwhileError):
                        surprise.text = text
                    raise surprise
                _drop(temp, folder)
            _watch(old, target.data, aside)
            return []
    finally:
        old.close()


def _text_of(temp: str, folder: int) -> bytes | None:
    held = pick_up(temp, folder)
    held.close()
    return held.data


def give_name(temp: str, name: str, ours: Held, folder: int) -> None:
    """Let `ours`, a finished file under the name `temp`, be called `name`, which must be free.

    Raises :class:`OSError`, `FileExistsError` when it is taken; then nothing of ours is at `name`.
    """
    try:
        _move(temp, folder, name, folder, ours)
    except exchange.Unsupported:
        try:
            os.link(temp, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            if not ours.surely_stands_at(name, folder):
                if error.errno not in _NO_LINKS:
                    raise
                _write_new(name, ours.data or b"", folder)
        _drop(temp, folder)


def take_away(target: FileContent, folder: int, aside: Aside) -> None:
    """Remove `target`, if it is still what was read: it is moved aside first, looked at, then unlinked.

    Raises :class:`ChangedMeanwhileError` and :class:`OSError`.
    """
    name = os.path.basename(target.real)
    temp = temp_files.new_name(name)
    old = _open_as_read(target, folder)
    temp_files.lock(old.descriptor or 0, shared=True)
    try:
        with uninterrupted():
            try:
                _move_anyhow(name, folder, temp, folder, old)
            except FileNotFoundError as error:
                raise ChangedMeanwhileError from error
            surprise = _surprise(old, target, temp, folder, aside)
            if surprise is not None:
                _return_name(temp, name, folder, target.data, aside)
                raise surprise
            _drop(temp, folder)
            _watch(old, target.data, aside)
    finally:
        old.close()


def move(target: FileContent, folder: int, name: str, to: int, aside: Aside) -> None:
    """Give `target`, in the open `folder`, the name `name` in the folder `to`, which must be free.

    Raises `FileExistsError` when it is not, :class:`ChangedMeanwhileError` when the file is not what was
    read, :class:`OSError`; then it has its name again.
    """
    was = os.path.basename(target.real)
    old = _open_as_read(target, folder)
    try:
        with uninterrupted():
            try:
                _move_anyhow(was, folder, name, to, old)
            except FileNotFoundError as error:
                raise ChangedMeanwhileError from error
            surprise = _surprise(old, target, name, to, Aside())  # it has a name: nothing to watch
            if surprise is not None:
                temp = temp_files.new_name(was)
                other = pick_up(name, to)
                try:
                    _move_anyhow(name, to, temp, folder, other)
                finally:
                    other.close()
                _return_name(temp, was, folder, target.data, aside)
                raise surprise
    finally:
        old.close()


def remove_temp(temp: str, ours: Held | None, folder: int) -> None:
    """After an error: take the temporary file away, if it is ours and not what came out of the exchange."""
    if ours is None or ours.surely_stands_at(temp, folder):
        _drop(temp, folder)


# -- what can come between


def _surprise(
    old: Held, target: FileContent, name: str, folder: int, aside: Aside
) -> ChangedMeanwhileError | OSError | None:
    """None when what came out of the exchange, at `name`, is the file that was read; else what to raise.

    Its like, with the same bytes, owner and mode, will do: where folders are laid over one another
    (overlayfs) a file may get another inode as it is renamed.
    """
    try:
        if old.stands_at(name, folder):
            return None if old.is_unchanged() else ChangedMeanwhileError()
        other = pick_up(name, folder)
        try:
            if other.descriptor is None or other.data != target.data:
                return ChangedMeanwhileError()
            now, then = os.fstat(other.descriptor), target.status
            if (now.st_mode, now.st_uid, now.st_gid) != (then.st_mode, then.st_uid, then.st_gid):
                return ChangedMeanwhileError()
            _watch(other, target.data, aside)
        finally:
            other.close()
    except OSError as error:
        return error
    return None


def _give_back(temp: str, name: str, folder: int, ours: Held, base: bytes, aside: Aside) -> str | None:
    """What came out of the exchange is another program's text: exchange it back.

    That can be crossed as well: then what comes out is newer still, and goes back in its turn. What
    stays in our hands at the end and is not ours is kept aside. Returns None when the note is
    another's again, else a warning: it could not be given back, so `ours` stands there.
    """
    at_name, in_hand = ours, pick_up(temp, folder)
    opened = [in_hand]
    try:
        for _ in range(_ROUNDS):
            try:
                _exchange(temp, name, folder, in_hand)
            except (OSError, exchange.Unsupported):  # the note is gone, or the disk refuses
                kept = _lay_aside(temp, in_hand, base, folder, aside)
                if at_name is ours and ours.surely_stands_at(name, folder):
                    return _not_given_back(temp, kept=kept)
                return None
            out = pick_up(temp, folder)
            opened.append(out)
            if out.identity == at_name.identity:
                if at_name is ours and out.data == ours.data:
                    _drop(temp, folder)
                    _watch(out, ours.data or b"", aside)
                else:  # somebody wrote into our file, or has replaced what we had put back
                    before = ours.data or b"" if at_name is ours else base
                    _lay_aside(temp, out, before, folder, aside)
                return None
            at_name, in_hand = in_hand, out
        _lay_aside(temp, in_hand, base, folder, aside)
        return None
    finally:
        for held in opened:
            held.close()


def _return_name(temp: str, name: str, folder: int, base: bytes, aside: Aside) -> None:
    """What was moved aside to be removed is not what was read: it gets its name back, if that is free."""
    other = pick_up(temp, folder)
    try:
        _move_anyhow(temp, folder, name, folder, other)
    except (OSError, exchange.Unsupported):
        _lay_aside(temp, other, base, folder, aside)
    finally:
        other.close()


def _lay_aside(temp: str, held: Held, before: bytes, folder: int, aside: Aside) -> bool:
    """Keep what another program made of `before`; whether it is kept. Else it stays under its name."""
    try:
        data = held.read()
    except OSError:
        return False
    if not aside.keep(before, data, _CROSSED):
        return False
    _drop(temp, folder)
    _watch(held, data, aside)
    return True


def _not_given_back(temp: str, *, kept: bool) -> str:
    where = "among the recovered texts" if kept else f"in {temp} beside the file"
    return f"saved, but another program had written the file at the same moment: its text is {where}"


# -- the steps


def _exchange(temp: str, name: str, folder: int, at_temp: Held) -> None:
    """Exchange the names."""
    _carry_out(lambda: exchange.exchange(temp, name, folder), at_temp, name, folder)


def _replace(temp: str, name: str, folder: int, ours: Held) -> None:
    _carry_out(lambda: os.replace(temp, name, src_dir_fd=folder, dst_dir_fd=folder), ours, name, folder)


def _move(source: str, source_folder: int, name: str, folder: int, held: Held) -> None:
    """Rename to a free name; raises `FileExistsError`, :class:`exchange.Unsupported`, :class:`OSError`."""
    _carry_out(lambda: exchange.rename_new(source, source_folder, name, folder), held, name, folder)


def _carry_out(step: Callable[[], None], held: Held, name: str, folder: int) -> None:
    """Do `step`, again when interrupted; whatever the system says, it is done when `name` is `held` now."""
    for _ in range(_TRIES):
        try:
            step()
        except OSError as error:
            if held.surely_stands_at(name, folder):
                return
            if error.errno != errno.EINTR:
                raise
        else:
            return
    raise InterruptedError(errno.EINTR, os.strerror(errno.EINTR))


def _move_anyhow(source: str, source_folder: int, name: str, folder: int, held: Held) -> None:
    """As :func:`_move`, with a second name for a moment where the system cannot rename so."""
    try:
        _move(source, source_folder, name, folder, held)
    except exchange.Unsupported:
        try:
            os.link(source, name, src_dir_fd=source_folder, dst_dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            if not held.surely_stands_at(name, folder):
                if error.errno not in _NO_LINKS:
                    raise
                _rename_if_free(source, source_folder, name, folder)
                return
        try:
            os.unlink(source, dir_fd=source_folder)
        except OSError:
            # It stays under the name it had, without a second one; a temporary one is found later.
            if not temp_files.is_temp(source) and held.surely_stands_at(source, source_folder):
                _drop(name, folder)
                raise


def _rename_if_free(source: str, source_folder: int, name: str, folder: int) -> None:
    try:
        os.lstat(name, dir_fd=folder)
    except FileNotFoundError:
        os.rename(source, name, src_dir_fd=source_folder, dst_dir_fd=folder)
    else:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _write_new(name: str, data: bytes, folder: int) -> None:
    """No second names on this file system: the free name is taken by opening it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    written = Held(os.open(name, flags, 0o666, dir_fd=folder), data)
    try:
        write_all(written.descriptor or 0, data)
        os.fsync(written.descriptor or 0)
    except BaseException:
        remove_temp(name, written, folder)
        raise
    finally:
        written.close()


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data` from where the open file stands. Raises :class:`OSError`."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _drop(name: str, folder: int) -> None:
    """Unlink what is known to be nobody's. What stays is found by the next start."""
    for _ in range(2):
        with contextlib.suppress(OSError):
            os.unlink(name, dir_fd=folder)
            return


def _watch(held: Held, data: bytes, aside: Aside) -> None:
    """A program that has the file open may still write to it: hand it over to be looked at later."""
    if held.descriptor is not None:
        temp_files.unlock(held.descriptor)
        aside.watch(held.handed_over(), data)


def _open_as_read(target: FileContent, folder: int) -> Held:
    """The file `target`, open; raises :class:`ChangedMeanwhileError` when it is not what was read any more.

    Its content is compared too: a clock that ticks every few milliseconds shows no second write
    within one tick.
    """
    name = os.path.basename(target.real)
    try:
        descriptor = os.open(name, _READ, dir_fd=folder)
        old = Held(descriptor, target.data, (target.status.st_dev, target.status.st_ino))
        try:
            same = (
                etag_of(os.fstat(descriptor)) == target.etag
                and old.is_unchanged()
                and etag_of(os.lstat(name, dir_fd=folder)) == target.etag
            )
        except BaseException:
            old.close()
            raise
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ELOOP, errno.ENXIO}:  # gone, a link now, a socket now
            raise ChangedMeanwhileError from error
        raise
    if not same:
        old.close()
        raise ChangedMeanwhileError
    return old
