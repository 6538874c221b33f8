"""PyTorch at its best on a table: tensors indexed by batch, no DataLoader. Variant: the optimizer's `fused` or
`foreach`."""

import torch

from steady import Job, flat, measure

torch.set_num_threads(1)
job = Job()
x_all = torch.from_numpy(job.x)
y_all = torch.from_numpy(job.y).long() if job.classes else torch.from_numpy(job.y).reshape(-1, 1)
job.orders = None if job.orders is None else torch.from_numpy(job.orders)

# The mean of squares at half the rate takes the steps of half the squares, with one operation less.
criterion, rate_factor = (torch.nn.CrossEntropyLoss(), 1) if job.classes else (torch.nn.MSELoss(), 0.5)
optimizers = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}


def linear_layers():
    for weights, bias in job.layers():
        layer = torch.nn.Linear(*weights.shape)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weights.T))
            layer.bias.copy_(torch.from_numpy(bias))
        yield layer


def model_of(layers):
    """A relu between two layers; one layer is the model itself."""
    between = [part for layer in layers for part in (layer, torch.nn.ReLU())][:-1]
    return layers[0] if len(layers) == 1 else torch.nn.Sequential(*between)


def train(order, rows, optimizer, rate):
    layers = list(linear_layers())
    model = model_of(layers)
    update = optimizers[optimizer](model.parameters(), lr=rate * rate_factor, **{job.variant: True})
    for permutation in job.orders_for(order, lambda: torch.randperm(job.n)):
        for begin in range(0, rows, job.batchSize):
            rows_of_batch = slice(begin, min(rows, begin + job.batchSize))
            index = rows_of_batch if permutation is None else permutation[rows_of_batch]
            update.zero_grad()
            loss = criterion(model(x_all[index]), y_all[index])
            loss.backward()
            update.step()
    return flat([(layer.weight.detach().numpy().T, layer.bias.detach().numpy()) for layer in layers])


measure(job, train, {"torch": f"{torch.__version__} ({torch.backends.cpu.get_cpu_capability()})"})
