"""Independent proofs for decks/tensorflow-keras.yaml: library runs and brute force against each card's own claim."""

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

from tests.verify.proofs import bug, number

# two devices on a machine with one: it must be said before TensorFlow starts
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)

MODELS: dict[Any, Any] = {}


def built(key: Any, build: Callable[[], Any]) -> Any:
    """A model that many draws share, built once."""
    if key not in MODELS:
        MODELS[key] = build()
    return MODELS[key]


def masked_tagger() -> Any:
    import keras

    model = keras.Sequential(
        [keras.Input((6,), dtype="int32"), keras.layers.Embedding(2, 1, mask_zero=True), keras.layers.Dense(1)]
    )
    model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])
    model.compile("sgd", "mse")
    return model


@number("keras-conv-stack-params")
def _(size: int, channels: int, filters: int, kernel: int, units: int) -> float:
    import keras

    def count() -> float:
        model = keras.Sequential(
            [
                keras.Input((size, size, channels)),
                keras.layers.Conv2D(filters, kernel),
                keras.layers.MaxPooling2D(2),
                keras.layers.Flatten(),
                keras.layers.Dense(units),
            ]
        )
        return float(sum(np.prod(w.shape) for w in model.trainable_variables))

    return float(built((size, channels, filters, kernel, units), count))


@number("keras-early-stop-epoch")
def _(losses: list[int], patience: int) -> float:
    import keras

    class Stoppable:
        stop_training = False

    callback = keras.callbacks.EarlyStopping(monitor="val_loss", patience=patience, mode="min")
    model = Stoppable()
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        callback.on_epoch_end(epoch, {"val_loss": loss / 100})
        if model.stop_training:
            return float(epoch + 1)
    return float(len(losses))


@number("keras-masked-loss")
def _(errors: list[int], padded: int) -> float:
    import keras

    model = built("masked", masked_tagger)
    tokens = np.array([[1] * (6 - padded) + [0] * padded])
    targets = np.sqrt(np.array(errors, "float32")).reshape(1, 6, 1)  # the model says 0, so these are squared errors
    assert isinstance(model, keras.Model)
    return float(model.test_on_batch(tokens, targets))


@number("keras-class-weight-probability")
def _(w: int, q: float) -> float:
    def best_output(p: float) -> float:
        """Where the weighted cross-entropy of a class with probability p is least, by ternary search."""
        low, high = 1e-9, 1 - 1e-9
        for _ in range(200):
            left, right = low + (high - low) / 3, high - (high - low) / 3
            loss_left, loss_right = (-w * p * np.log(x) - (1 - p) * np.log(1 - x) for x in (left, right))
            low, high = (low, right) if loss_left < loss_right else (left, high)
        return low

    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if best_output(middle) < q else (low, middle)
    return low


@number("torch-lstm-params")
def _(features: int, hidden: int) -> float:
    import torch

    return float(sum(p.numel() for p in torch.nn.LSTM(features, hidden).parameters()))


bug("tf-numpy-random-frozen", symptom=lambda run: bool(np.array_equal(run["first"].numpy(), run["second"].numpy())))

MODEL = """
import keras
import numpy as np
import tensorflow as tf
keras.utils.set_random_seed(1)
"""

bug(
    "tf-forward-outside-tape",
    before=MODEL
    + """
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
optimizer = keras.optimizers.SGD(0.1)
x, y = tf.ones((4, 2)), tf.ones((4, 1))
""",
    symptom=lambda run: isinstance(run.error, ValueError) and "No gradients provided" in str(run.error),
)

bug(
    "keras-validation-split-sorted",
    before=MODEL
    + """
labels = np.repeat(np.arange(5), 10)
x = np.eye(5)[labels]
model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(5, activation="softmax")])
model.compile(keras.optimizers.Adam(0.5), "sparse_categorical_crossentropy", metrics=["accuracy"])
""",
    symptom=lambda run: (
        run["history"].history["accuracy"][-1] == 1.0 and run["history"].history["val_accuracy"][-1] == 0.0
    ),
)

bug(
    "keras-missing-from-logits",
    before=MODEL
    + """
def data(seed):
    y = np.repeat(np.arange(3), 20)
    return (3 * np.eye(3)[y] + np.random.default_rng(seed).normal(scale=0.5, size=(60, 3))).astype("float32"), y
x, y = data(1)
""",
    after="""
import statistics
scores = []
for seed in range(25):
    keras.utils.set_random_seed(seed)
    model.set_weights([keras.initializers.GlorotUniform(seed)((3, 3)), np.zeros(3)])
    model.fit(*data(seed), epochs=10, batch_size=20, verbose=0)
    scores.append(float(np.mean(model(data(seed)[0]).numpy().argmax(1) == y)))
typical = statistics.median(scores)
""",
    symptom=lambda run: abs(run["typical"] - 2 / 3) < 0.03 and min(run["scores"]) < 1 / 3,
)

bug(
    "keras-accuracy-threshold-logits",
    before=MODEL
    + """
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.set_weights([np.array([[1.0]]), np.array([0.0])])
x = np.array([[-1.0], [0.2], [0.3], [2.0]])
y = np.array([[0.0], [1.0], [1.0], [1.0]])
""",
    after="by_hand = float(np.mean((1 / (1 + np.exp(-model(x).numpy())) > 0.5) == (y == 1)))",
    symptom=lambda run: run["by_hand"] == 1.0 and abs(run["accuracy"] - 0.5) < 1e-6,
)

bug(
    "keras-plateau-never-fires",
    before=MODEL
    + """
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
model.compile(keras.optimizers.SGD(0.01), "mse")
x, y = np.zeros((4, 1)), np.ones((4, 1))      # no gradient: the loss stays flat
""",
    symptom=lambda run: abs(run["final_rate"] - 0.01) < 1e-8,
)

bug(
    "keras-callback-running-mean",
    before=MODEL
    + """
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
model.set_weights([np.zeros((1, 1)), np.zeros(1)])
model.compile(keras.optimizers.SGD(0.0), "mse")
x, y = np.ones((10, 1)), np.array([[0.0]] * 9 + [[2.0]])      # the last batch of the epoch has a loss of 4
""",
    after="steps = int(model.optimizer.iterations)",
    symptom=lambda run: run["steps"] == 20 and not run["model"].stop_training,
)

bug(
    "keras-strategy-scope",
    before=MODEL
    + """
devices = ["CPU:0", "CPU:1"]
x, y = np.ones((8, 2), "float32"), np.ones((8, 1), "float32")
""",
    after="assert strategy.num_replicas_in_sync == 2",
    symptom=lambda run: run["replicas"] == 1,
)

bug(
    "keras-loop-training-flag",
    before=MODEL
    + """
norm = keras.layers.BatchNormalization()
model = keras.Sequential([keras.Input((2,)), norm, keras.layers.Dropout(0.5), keras.layers.Dense(1)])
optimizer, loss_fn = keras.optimizers.SGD(0.01), keras.losses.MeanSquaredError()
rng = np.random.default_rng(0)
batches = [(rng.normal(5, 1, (8, 2)).astype("float32"), np.ones((8, 1), "float32")) for _ in range(3)]
""",
    symptom=lambda run: float(np.abs(run["norm"].moving_mean.numpy()).max()) == 0.0,
)

bug(
    "keras-loop-drops-penalty",
    before=MODEL
    + """
optimizer, loss_fn = keras.optimizers.SGD(0.1), keras.losses.MeanSquaredError()
x, y = tf.zeros((4, 2)), tf.ones((4, 1))      # the data give the kernel no gradient
""",
    symptom=lambda run: bool(np.array_equal(run["before"], run["layer"].kernel.numpy())),
)

bug(
    "tf-cache-after-augment",
    before=MODEL
    + """
images = np.zeros((8, 3), "float32")
generator = tf.random.Generator.from_seed(0)     # its state moves on even when a global seed is set
def augment(image):
    return image + generator.uniform((3,))
""",
    symptom=lambda run: bool(np.array_equal(run["epoch_1"], run["epoch_2"])),
)

bug("tf-split-reshuffles", symptom=lambda run: bool(run["seen"] & run["held_out"]))

bug(
    "keras-unfreeze-without-compile",
    before=MODEL
    + """
base = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
model = keras.Sequential([keras.Input((2,)), base, keras.layers.Dense(1)])
rng = np.random.default_rng(0)
x, y = rng.normal(size=(8, 2)), rng.normal(size=(8, 1))
""",
    symptom=lambda run: bool(np.array_equal(run["before"], run["base"].get_weights()[0])),
)

bug(
    "keras-config-incomplete",
    before=MODEL,
    after="""
import os
import tempfile
path = os.path.join(tempfile.mkdtemp(), "m.keras")
model = keras.Sequential([keras.Input((1,)), Gain(2.0)])
model.save(path)
ratio = float(keras.models.load_model(path)(np.ones((1, 1)))[0, 0] / model(np.ones((1, 1)))[0, 0])
""",
    symptom=lambda run: abs(run["ratio"] - 0.5) < 1e-6,
)

bug(
    "keras-loop-loss-scale",
    before=MODEL
    + """
layer = keras.layers.Dense(1, use_bias=False, dtype="mixed_float16", kernel_initializer="zeros")
model = keras.Sequential([keras.Input((1,)), layer])
x, y = tf.ones((4, 1)), tf.ones((4, 1))
loss_fn = keras.losses.MeanSquaredError()
""",
    # gradient of (w - 1)^2 at w = 0 is -2, so an SGD step with rate 0.1 moves the kernel to 0.2
    after="step = float(layer.kernel.numpy()[0, 0])",
    symptom=lambda run: abs(run["step"] - 0.2 / 1024) < 1e-5,
)

bug(
    "keras-preprocess-not-exported",
    before=MODEL
    + """
import tempfile
folder = tempfile.mkdtemp()
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile("sgd", "binary_crossentropy")
pixels = np.array([[255.0, 0.0], [0.0, 255.0]], "float32")
labels = np.array([[1.0], [0.0]])
""",
    after="offline = model(pixels / 255.0).numpy()",
    symptom=lambda run: not np.allclose(run["offline"], run["answer"].numpy(), atol=1e-3),
)

bug(
    "linear-to-dense-transpose",
    before=MODEL + "import torch\ntorch.manual_seed(0)\n",
    after="""
probe = np.random.default_rng(0).normal(size=(4, 8)).astype("float32")
gap = float(np.abs(dense(probe).numpy() - linear(torch.tensor(probe)).detach().numpy()).max())
""",
    symptom=lambda run: run["gap"] > 1e-3,
)
