/** Dates, times, numbers and durations in the reader's language; every time names its zone through the caller. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import i18n from './i18n';

type Moment = string | number | Date;

export interface Format {
  /** 14:05 */
  time: (at: Moment, zone: string) => string;
  /** 14:05:09 */
  clock: (at: Moment, zone: string) => string;
  /** lundi 23 novembre */
  day: (at: Moment, zone: string) => string;
  /** lun. 23 nov. */
  shortDay: (at: Moment, zone: string) => string;
  /** 23 nov. 2026 */
  date: (at: Moment, zone: string) => string;
  /** nov. 2026 */
  month: (at: Moment, zone: string) => string;
  /** 23 nov. 2026, 14:05 */
  dateTime: (at: Moment, zone: string) => string;
  number: (value: number) => string;
  /** 0.375 → 38 % */
  percent: (ratio: number) => string;
  /** The place whose clock it is, for the words beside a time: « la Guadeloupe », « Paris ». */
  zonePlace: (zone: string) => string;
}

export function formatsFor(language: string): Format {
  const cached = new Map<string, Intl.DateTimeFormat>();
  const dates = (zone: string, options: Intl.DateTimeFormatOptions) => {
    const key = `${zone}|${JSON.stringify(options)}`;
    const known = cached.get(key);
    if (known) return known;
    const made = new Intl.DateTimeFormat(language, {
      ...options,
      timeZone: zone,
      hourCycle: 'h23',
    });
    cached.set(key, made);
    return made;
  };
  const number = new Intl.NumberFormat(language);
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
  return {
    time: (at, zone) => dates(zone, { hour: '2-digit', minute: '2-digit' }).format(new Date(at)),
    clock: (at, zone) =>
      dates(zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(at)),
    day: (at, zone) =>
      dates(zone, { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at)),
    shortDay: (at, zone) =>
      dates(zone, { weekday: 'short', day: 'numeric', month: 'short' }).format(new Date(at)),
    date: (at, zone) =>
      dates(zone, { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at)),
    month: (at, zone) => dates(zone, { month: 'short', year: 'numeric' }).format(new Date(at)),
    dateTime: (at, zone) =>
      dates(zone, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
      }).format(new Date(at)),
    number: (value) => number.format(value),
    percent: (ratio) => percent.format(ratio),
    zonePlace: (zone) => zonePlace(zone, language),
  };
}

function zonePlace(zone: string, language: string): string {
  const key = `zone.${zone.replace('/', '_')}`;
  const city = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
  return i18n.exists(key, { lng: language })
    ? i18n.t(key as 'zone.Europe_Paris', { lng: language })
    : city;
}

/** 75 → 1:15, 3675 → 1:01:15. Never negative. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  if (hours === 0) return `${minutes}:${rest}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}

const days = new Map<string, Intl.DateTimeFormat>();

/** The calendar day of a moment in a zone, as `2026-11-23`. Quick, for it is asked of every live event. */
export function dayKey(at: Moment, zone: string): string {
  let form = days.get(zone);
  if (!form) {
    form = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    days.set(zone, form);
  }
  return form.format(new Date(at));
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formatsFor(i18n.language), [i18n.language]);
}
