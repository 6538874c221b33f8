// Places where an editor is asked for what may follow: each /*name*/ is one.
import { adam, huber, LinearClassifier, LinearRegressor, MLPClassifier } from 'minibatch'

void new LinearRegressor({ /*regressor*/ })
void new LinearClassifier({ /*classifier*/ })
void new MLPClassifier({ hidden: [4], /*perceptron*/ })
void adam({ /*adam*/ })
void huber({ /*huber*/ })
// @ts-expect-error: unfinished
void new LinearRegressor({ optimizer: '/*optimizer*/' })
// @ts-expect-error: unfinished
void new LinearClassifier({ loss: '/*loss*/' })
