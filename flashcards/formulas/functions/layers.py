"""Layers: sizes, parameters and small computations."""

import math
from itertools import pairwise

from flashcards.formulas.functions.arguments import Count, Matrix, Sides, Size, Sizes
from flashcards.formulas.functions.samples import mean
from flashcards.formulas.functions.table import costing, function
from flashcards.formulas.functions.values import MAX_AXES, MAX_BITS, need, paired, size, total


@function
def dense_params(nin: Size, nout: Size, bias: Count = 1) -> int:
    """Weights and biases of a fully connected layer, nin nout + nout (without biases for bias=0)."""
    return nin * nout + (nout if bias else 0)


@function
def mlp_params(widths: Sizes, bias: Count = 1) -> int:
    """Weights and biases of fully connected layers between the widths, the input's first."""
    return sum(dense_params(nin, nout, bias) for nin, nout in pairwise(widths))


@function
def conv_out(size: Size, kernel: Size, stride: Size = 1, padding: Count = 0, dilation: Size = 1) -> int:
    """The output length along one side, floor((size + 2 padding - dilation (kernel - 1) - 1) / stride) + 1."""
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    need(room >= 0, "the kernel is larger than the padded input")
    return room // stride + 1


@function
def conv_transpose_out(
    size: Size,
    kernel: Size,
    stride: Size = 1,
    padding: Count = 0,
    output_padding: Count = 0,
    dilation: Size = 1,
) -> int:
    """(size - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1, a transposed convolution's length."""
    length = (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1
    need(length >= 1, "nothing is left of the output")
    return length


@function
def conv_params(cin: Size, cout: Size, kernel: Sides, bias: Count = 1, groups: Size = 1) -> int:
    """Weights cout (cin / groups) k and biases; k is kernel^2 for a square kernel, else the product of its sides."""
    need(cin % groups == 0 and cout % groups == 0, "groups must divide cin and cout")
    sides = kernel if isinstance(kernel, list) else [kernel, kernel]
    need(len(sides) <= MAX_AXES, f"a kernel may have at most {MAX_AXES} sides")
    return cout * (cin // groups) * math.prod(map(int, sides)) + (cout if bias else 0)


@function
def receptive_field(kernels: Sizes, strides: Sizes) -> int:
    """How many inputs along one side reach one output of a stack of convolutions, first layer first."""
    field, jump = 1, 1
    for kernel, stride in paired(kernels, strides):
        field += (kernel - 1) * jump
        jump *= stride
        need(jump.bit_length() <= MAX_BITS, "the product of the strides becomes too large")
    return field


@costing(lambda image, kernel: size(image) * size(kernel))
def conv2d_valid(image: Matrix, kernel: Matrix) -> list[list[float]]:
    """The cross-correlation of an image with a kernel (not flipped), stride 1, no padding."""
    rows, columns = len(image) - len(kernel) + 1, len(image[0]) - len(kernel[0]) + 1
    need(rows > 0 and columns > 0, "the kernel is larger than the image")
    return [
        [
            total([w * image[r + i][c + j] for i, line in enumerate(kernel) for j, w in enumerate(line)])
            for c in range(columns)
        ]
        for r in range(rows)
    ]


@costing(lambda image, width: size(image) + 8 * width * (width + len(image) + len(image[0])))
def pad2d(image: Matrix, width: Count) -> list[list[float]]:
    """The image with so many rows and columns of 0 on each side."""
    side: list[float] = [0] * width
    blank: list[float] = [0] * (len(image[0]) + 2 * width)
    return [*[blank] * width, *[[*side, *row, *side] for row in image], *[blank] * width]


@function
def rotate180(kernel: Matrix) -> list[list[float]]:
    """The matrix with rows and columns in reverse order, as the input gradient of a convolution needs it."""
    return [row[::-1] for row in kernel[::-1]]


def _pooling(image: list[list[float]], side: int, stride: int) -> int:
    return size(image) * side**2 // stride


def _windows(image: list[list[float]], side: int, stride: int) -> list[list[list[float]]]:
    need(side <= min(len(image), len(image[0])), "the window is larger than the image")
    return [
        [
            [x for row in image[r : r + side] for x in row[c : c + side]]
            for c in range(0, len(image[0]) - side + 1, stride)
        ]
        for r in range(0, len(image) - side + 1, stride)
    ]


@costing(_pooling)
def max_pool2d(image: Matrix, side: Size, stride: Size) -> list[list[float]]:
    """The largest entry of each square window, no padding."""
    return [[max(window) for window in row] for row in _windows(image, side, stride)]


@costing(_pooling)
def avg_pool2d(image: Matrix, side: Size, stride: Size) -> list[list[float]]:
    """The mean of each square window, no padding."""
    return [[mean(window) for window in row] for row in _windows(image, side, stride)]


@function
def contiguous_strides(shape: Sizes) -> list[int]:
    """Steps in elements along each axis of a row-major tensor, as PyTorch's stride() gives them."""
    need(len(shape) <= MAX_AXES, f"a shape may have at most {MAX_AXES} axes")
    return [math.prod(shape[i + 1 :]) for i in range(len(shape))]


@function
def broadcast_shape(a: Sizes, b: Sizes) -> list[int]:
    """The shape of an entrywise result of tensors of two shapes; FormulaError when they do not fit."""
    axes = max(len(a), len(b))
    pairs = list(zip([1] * (axes - len(a)) + a, [1] * (axes - len(b)) + b, strict=True))
    need(all(x == y or 1 in {x, y} for x, y in pairs), "the shapes do not fit: an axis must agree or be 1")
    return [max(pair) for pair in pairs]
