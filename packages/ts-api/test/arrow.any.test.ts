import { DateDay, Dictionary, Float32, Int32, Int64, List, Null, Table, TimestampNanosecond, Uint8, Utf8, Vector, makeData, vectorFromArray, Field, Float16 } from 'apache-arrow'
import { Dataset } from 'minibatch'
import { describe, expect, test } from 'vitest'

import { backends } from './each-backend.js'

describe.each(backends)('%s', (backend) => {
  const options = { name: 't', backend }
  const textsOf = async (columns: Record<string, unknown>, column: string) =>
    (await Dataset.fromArrow(new Table(columns as never), options)).texts(column)

  test('cells of each type are as their texts say', async () => {
    const columns = {
      small: vectorFromArray([1, null, 255], new Uint8()),
      real: vectorFromArray([0.1, null, -2], new Float32()),
      big: vectorFromArray([1n, null, -9007199254740991n], new Int64()),
      day: vectorFromArray([new Date('2024-02-29'), null, new Date('1969-12-31')], new DateDay()),
      text: vectorFromArray(['é', null, '𝄞 and more'], new Utf8()),
      coded: vectorFromArray(['b', null, 'b'], new Dictionary(new Utf8(), new Int32())),
      nothing: vectorFromArray([null, null, null], new Null()),
    }
    expect(await textsOf(columns, 'small')).toEqual(['1', null, '255'])
    expect(await textsOf(columns, 'real')).toEqual([String(Math.fround(0.1)), null, '-2'])
    expect(await textsOf(columns, 'big')).toEqual(['1', null, '-9007199254740991'])
    expect(await textsOf(columns, 'day')).toEqual(['2024-02-29', null, '1969-12-31'])
    expect(await textsOf(columns, 'text')).toEqual(['é', null, '𝄞 and more'])
    expect(await textsOf(columns, 'coded')).toEqual(['b', null, 'b'])
    expect(await textsOf(columns, 'nothing')).toEqual([null, null, null])
  })

  test('nanoseconds keep their microseconds, before 1970 too', async () => {
    const data = BigInt64Array.of(1_700_000_000_123_456_789n, -1_000n)
    const vector = new Vector([makeData({ type: new TimestampNanosecond(), data: data as never })])
    expect(await textsOf({ moment: vector }, 'moment')).toEqual(['2023-11-14T22:13:20.123456Z', '1969-12-31T23:59:59.999999Z'])
  })

  test.each([
    ['lists', vectorFromArray([[1], [2]], new List(new Field('item', new Int32()))), /List/],
    ['half floats', vectorFromArray([1, 2], new Float16()), /Float16/],
    ['objects', vectorFromArray([{ a: 1 }, { a: 2 }]), /Struct/],
  ])('a column of %s is refused by its name and type', async (_, vector, type) => {
    await expect(Dataset.fromArrow(new Table({ ok: vectorFromArray([1, 2]), odd: vector as never }), options)).rejects.toMatchObject({
      code: 'DATA_INVALID',
      message: expect.stringMatching(/^t, column 'odd': expected numbers, booleans, text, dates or timestamps, got Arrow's/),
      details: { file: 't', column: 'odd', type: expect.stringMatching(type) },
    })
  })

  test('a table without rows, and what is no table', async () => {
    await expect(Dataset.fromArrow(new Table({ a: vectorFromArray([], new Int32()) }), options)).rejects.toMatchObject({ code: 'DATA_INVALID' })
    const bytes = new Uint8Array(8) as never
    await expect(Dataset.fromArrow(bytes, options)).rejects.toMatchObject({ message: expect.stringMatching(/expected a Table of apache-arrow.*tableFromIPC/) })
  })
})
