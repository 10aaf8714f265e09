import { expect, test } from 'vitest';
import { PersonBudgets } from '../../src/slack/person-budgets.ts';

function aScene() {
  let nowMs = 1_000_000;
  const budgets = new PersonBudgets(() => nowMs);
  /** @returns How many of so many requests were within the budget. */
  const spend = (times: number, person = 'U0GUS') =>
    Array.from({ length: times }, () => budgets.spend(person)).filter(({ kind }) => kind === 'within').length;
  const advance = (ms: number) => {
    nowMs += ms;
  };
  return { budgets, spend, advance };
}

test('a person may make 30 requests at once, and one more each second', () => {
  const { spend, advance } = aScene();

  expect(spend(400)).toBe(30);
  advance(5_000);
  expect(spend(400)).toBe(5);
  advance(999);
  expect(spend(1)).toBe(0);
  advance(1);
  expect(spend(1)).toBe(1);
});

test('a budget is full after a pause, and holds no more than that', () => {
  const { spend, advance } = aScene();
  spend(400);

  advance(3_600_000);

  expect(spend(400)).toBe(30);
});

test('one person’s flood takes nothing from another’s budget', () => {
  const { spend } = aScene();
  spend(400);

  expect(spend(30, 'U0HELGA')).toBe(30);
});

test('twenty rows terminated in a minute, by two requests each, are never refused', () => {
  const { spend, advance } = aScene();
  let within = 0;
  for (let row = 0; row < 20; row += 1) {
    within += spend(2);
    advance(3_000);
  }

  expect(within).toBe(40);
});

test('whoever is seen to hold grants has a larger budget, for an hour', () => {
  const { budgets, spend, advance } = aScene();
  spend(10);
  budgets.granted('U0GUS');

  expect(spend(400)).toBe(110);
  advance(1_000);
  expect(spend(400)).toBe(4);
  advance(3_600_000);
  expect(spend(400)).toBe(30);
});

test('being seen to hold grants again fills no budget', () => {
  const { budgets, spend } = aScene();
  budgets.granted('U0GUS');
  spend(400);

  for (let times = 0; times < 10; times += 1) budgets.granted('U0GUS');

  expect(spend(400)).toBe(0);
});

test('whoever floods is told once in fifteen seconds, and when there is room for some requests again', () => {
  const { budgets, spend, advance } = aScene();
  spend(30);

  const first = budgets.spend('U0GUS');
  const others = Array.from({ length: 300 }, () => budgets.spend('U0GUS'));
  expect(first).toEqual({ kind: 'beyond', retryInS: 10, isToBeTold: true });
  expect(others.filter((spending) => spending.kind !== 'beyond' || spending.isToBeTold)).toEqual([]);

  advance(15_000);
  spend(15);
  expect(budgets.spend('U0GUS')).toMatchObject({ isToBeTold: true });
});

test('says when more than half of a budget is spent at once', () => {
  const { budgets } = aScene();

  const spendings = Array.from({ length: 30 }, () => budgets.spend('U0GUS'));

  expect(spendings.map((spending) => spending.kind === 'within' && spending.isHalfSpent)).toEqual([
    ...Array.from({ length: 15 }, () => false),
    ...Array.from({ length: 15 }, () => true),
  ]);
});
