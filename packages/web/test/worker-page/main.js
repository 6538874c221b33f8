import '../../../ts-api/examples/worker.ts'
