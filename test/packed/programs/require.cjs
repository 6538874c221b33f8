// CommonJS code, as most of Node's is.
const { Dataset, LinearRegression, MinibatchError } = require('minibatch')
const { toOnnx } = require('minibatch/export')

console.log([Dataset, LinearRegression, MinibatchError, toOnnx].map((value) => typeof value).join(' '))
