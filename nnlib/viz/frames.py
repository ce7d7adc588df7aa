"""Frames: what a panel sends to the browser for one picture, as bytes.

int32 ``[count, (kind, length) * count]``, then the arrays one after the other, each padded to
four bytes. Kind 0 is float32, kind 1 is uint8. Little-endian throughout.
"""

import numpy as np

FLOAT32, UINT8 = 0, 1


def pack(arrays):
    """Put arrays into one frame.

    Parameters
    ----------
    arrays : list of array_like
        Flattened; uint8 stays as it is, all else becomes float32.

    Returns
    -------
    bytes
    """
    header, parts = [len(arrays)], []
    for array in arrays:
        array = np.asarray(array)
        if array.dtype == np.uint8:
            kind, data = UINT8, array.tobytes()
            data += b"\0" * (-len(data) % 4)
        else:
            kind = FLOAT32
            # values beyond float32 become inf, which the canvas draws as "beyond the edge"
            with np.errstate(over="ignore"):
                data = array.astype("<f4").tobytes()
        header += [kind, array.size]
        parts.append(data)
    return np.array(header, "<i4").tobytes() + b"".join(parts)


def unpack(frame):
    """Read a frame back as a list of arrays, for tests and for static pictures."""
    count = int(np.frombuffer(frame, "<i4", 1)[0])
    header = np.frombuffer(frame, "<i4", 2 * count, offset=4).reshape(count, 2)
    arrays, place = [], 4 + 8 * count
    for kind, length in header:
        dtype = "<f4" if kind == FLOAT32 else "u1"
        arrays.append(np.frombuffer(frame, dtype, length, offset=place))
        place += 4 * int(length) if kind == FLOAT32 else -(-int(length) // 4) * 4
    return arrays


def as_bytes(array, low, high):
    """Turn numbers from low to high into bytes 0 to 255: finer than the eye sees shades.

    What lies beyond gets the end; what is no number gets 0.
    """
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = (np.asarray(array, np.float32) - np.float32(low)) * np.float32(255 / (high - low))
        return np.nan_to_num(np.clip(scaled, 0, 255) + 0.5, nan=0).astype(np.uint8)
