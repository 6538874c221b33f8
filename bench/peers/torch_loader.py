"""The tutorial's PyTorch code: a DataLoader that shuffles a TensorDataset."""

import torch
from torch.utils.data import DataLoader, TensorDataset

from steady import Job, measure

torch.set_num_threads(1)
job = Job()
dataset = TensorDataset(torch.from_numpy(job.x), torch.from_numpy(job.y).reshape(-1, 1))


class Given(torch.utils.data.Sampler):
    """The exported orders, an epoch each time it is walked."""

    def __init__(self):
        self.epoch = 0

    def __iter__(self):
        self.epoch += 1
        return iter(job.orders[self.epoch - 1].tolist())

    def __len__(self):
        return job.n


def train(order, _rows, _optimizer, rate):
    choice = {"own": {"shuffle": True}, "given": {"sampler": Given()}}[order]
    loader = DataLoader(dataset, batch_size=job.batchSize, **choice)
    model = torch.nn.Linear(job.d, 1)
    with torch.no_grad():
        model.weight.copy_(torch.from_numpy(job.initial[None, :-1]))
        model.bias.copy_(torch.from_numpy(job.initial[-1:]))
    # The mean of squares at half the rate takes the steps of half the squares.
    optimizer = torch.optim.SGD(model.parameters(), lr=rate / 2)
    criterion = torch.nn.MSELoss()
    for _ in range(job.epochs):
        for x, y in loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
    return [*model.weight.detach().numpy()[0], model.bias.item()]


measure(job, train, {"torch": f"{torch.__version__} ({torch.backends.cpu.get_cpu_capability()})"})
