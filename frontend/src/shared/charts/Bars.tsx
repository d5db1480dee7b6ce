/**
 * Columns over a few slots of time (hours of a day, days of a month), drawn on a canvas so that a live page
 * stays light. The same numbers stand beside it in a table for screen readers.
 */
import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useFormat } from '../format';
import classes from './Bars.module.css';

export interface Series {
  label: string;
  colour: string;
  values: number[];
}

interface BarsProps {
  /** What the slots are: « Heure », « Jour ». */
  slot: string;
  /** What the whole is about, for who cannot see it. */
  caption: string;
  labels: string[];
  series: Series[];
  height?: number;
}

const FONT = '12px "Inter Variable", system-ui, sans-serif';
const INK = '#4f5d70';
const GRID = '#e7ebf1';

/** Wider ones in front of narrower ones would hide them: the first series is the widest and lies behind. */
function columns(index: number): uPlot.Series.PathBuilder | undefined {
  return uPlot.paths.bars?.({ size: [index === 0 ? 0.72 : 0.44, 54], radius: 0.15 });
}

function axes(labels: () => string[], number: (value: number) => string): uPlot.Axis[] {
  return [
    {
      stroke: INK,
      font: FONT,
      grid: { show: false },
      ticks: { show: false },
      space: 46,
      size: 28,
      splits: (_, __, min, max, increment) => {
        const step = Math.max(1, Math.ceil(increment));
        const first = Math.max(0, Math.ceil(min));
        const last = Math.min(labels().length - 1, Math.floor(max));
        return Array.from({ length: last - first + 1 }, (_unused, n) => first + n).filter(
          (n) => (last - n) % step === 0,
        );
      },
      values: (_, splits) => splits.map((split) => labels()[split] ?? ''),
    },
    {
      stroke: INK,
      font: FONT,
      size: 44,
      grid: { stroke: GRID, width: 1 },
      ticks: { show: false },
      space: 34,
      values: (_, splits) => splits.map((split) => (Number.isInteger(split) ? number(split) : '')),
    },
  ];
}

export function Bars({ slot, caption, labels, series, height = 210 }: BarsProps) {
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const names = useRef(labels);
  names.current = labels;
  const colours = series.map(({ colour }) => colour).join();

  useEffect(() => {
    const box = frame.current;
    if (!box) return;
    const made = new uPlot(
      {
        width: box.clientWidth,
        height,
        legend: { show: false },
        cursor: { show: false },
        // Room for half of the last label, which stands centred under the last column.
        padding: [10, 26, 0, 0],
        scales: {
          // From the labels, not from what uPlot found: around a single slot it would draw a hundred empty ones.
          x: { time: false, range: () => [-0.6, names.current.length - 0.4] },
          y: { range: (_, __, max) => [0, Math.max(4, Math.ceil((max ?? 0) * 1.1))] },
        },
        axes: axes(() => names.current, format.number),
        series: [
          {},
          ...colours.split(',').map((colour, index) => ({
            fill: colour,
            stroke: colour,
            width: 0,
            paths: columns(index),
            points: { show: false },
          })),
        ],
      },
      [[], ...colours.split(',').map(() => [])],
      box,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: box.clientWidth, height }));
    resized.observe(box);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [colours, height, format]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new plot (other format or height) needs its data
  useEffect(() => {
    plot.current?.setData([labels.map((_, index) => index), ...series.map(({ values }) => values)]);
  }, [labels, series, colours, height, format]);

  return (
    <div>
      <div className={classes.legend} aria-hidden="true">
        {series.map(({ label, colour }) => (
          <span key={label}>
            <span className={classes.dot} style={{ background: colour }} />
            {label}
          </span>
        ))}
      </div>
      <div ref={frame} className={classes.chart} style={{ height }} aria-hidden="true" />
      <VisuallyHidden>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{slot}</th>
              {series.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, index) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {series.map(({ label: name, values }) => (
                  <td key={name}>{format.number(values[index] ?? 0)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </div>
  );
}
