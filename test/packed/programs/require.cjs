// CommonJS code, as most of Node's is.
const { Dataset, LinearRegression, MinibatchError } = require('minibatch')

console.log([Dataset, LinearRegression, MinibatchError].map((value) => typeof value).join(' '))
