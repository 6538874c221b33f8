"""PyTorch at its best on a table: tensors indexed by batch, no DataLoader. Variant: the SGD's `fused` or `foreach`."""

import torch

from steady import Job, measure

torch.set_num_threads(1)
job = Job()
x_all = torch.from_numpy(job.x)
y_all = torch.from_numpy(job.y).reshape(-1, 1)
orders = None if job.orders is None else torch.from_numpy(job.orders)
job.orders = orders


def train(order, rows):
    model = torch.nn.Linear(job.d, 1)
    with torch.no_grad():
        model.weight.copy_(torch.from_numpy(job.initial[None, :-1]))
        model.bias.copy_(torch.from_numpy(job.initial[-1:]))
    # The mean of squares at half the rate takes the steps of half the squares, with one operation less.
    optimizer = torch.optim.SGD(model.parameters(), lr=job.learningRate / 2, **{job.variant: True})
    criterion = torch.nn.MSELoss()
    for permutation in job.orders_for(order, lambda: torch.randperm(job.n)):
        for begin in range(0, rows, job.batchSize):
            rows_of_batch = slice(begin, min(rows, begin + job.batchSize))
            index = rows_of_batch if permutation is None else permutation[rows_of_batch]
            optimizer.zero_grad()
            loss = criterion(model(x_all[index]), y_all[index])
            loss.backward()
            optimizer.step()
    return [*model.weight.detach().numpy()[0], model.bias.item()]


measure(job, train, {"torch": torch.__version__})
