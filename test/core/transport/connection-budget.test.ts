import { expect, test } from 'vitest'
import { ConnectionBudget } from '../../../shared/transport/connection-budget.ts'

const patient = new AbortController().signal

test('gives places in the order in which they were asked for', async () => {
  const budget = new ConnectionBudget(1)
  const release = await budget.acquire(patient)
  const order: number[] = []
  const waiting = [1, 2, 3].map(async (number) => {
    const done = await budget.acquire(patient)
    order.push(number)
    done()
  })
  release()
  await Promise.all(waiting)
  expect(order).toEqual([1, 2, 3])
  expect(budget.open).toBe(0)
})

test('a place that is given back twice is free once', async () => {
  const budget = new ConnectionBudget(2)
  const release = await budget.acquire(patient)
  await budget.acquire(patient)
  release()
  release()
  expect(budget.open).toBe(1)
})

test('who gives up waiting leaves the queue, and loses nobody a place', async () => {
  const budget = new ConnectionBudget(1)
  const release = await budget.acquire(patient)
  const controller = new AbortController()
  const gaveUp = budget.acquire(controller.signal)
  const stays = budget.acquire(patient)
  controller.abort(new Error('enough'))
  await expect(gaveUp).rejects.toThrow('enough')
  release()
  const done = await stays
  expect(budget.open).toBe(1)
  done()
  expect(budget.open).toBe(0)
})
