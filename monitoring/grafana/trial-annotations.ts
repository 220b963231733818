import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import * as names from '../metric-names.ts'
import { chosen } from './promql.ts'
import { DATA_SOURCE, SCRAPE_INTERVAL, target } from './query.ts'

/** Marks on every chart: the stages of a scenario, the deaths of processes, and their return. */
export function trialAnnotations() {
  return [
    annotation('Stages', 'blue', stages(), '{{stage}}').tagKeys('stage,trial'),
    annotation('Deaths', 'red', deaths(), '{{name}} died: {{cause}}').tagKeys('name,cause,trial'),
    // The value is the very moment, ms, whatever the step.
    annotation('Restarts', 'orange', restarts(), '{{process}} started again').tagKeys('process,instance').useValueForTime(true),
  ]
}

/** 1 during a stage. A long time is read in long steps: the window keeps what is shorter than one. */
function stages(): string {
  const stage = chosen(names.LAB_STAGE)
  return `max by (trial, stage) (${stage} == 1 or max_over_time(${stage}[$__interval]) == 1)`
}

/** More than one step ago, or than 0 where a step is longer than the trial is old. Exactly one point for each death. */
function deaths(): string {
  const by = 'sum by (trial, name, cause)'
  const exits = chosen(names.LAB_PROCESS_EXITS_TOTAL)
  return `${by} (${exits}) > (${by} (${exits} offset $__interval) or ${by} (${exits}) * 0)`
}

/** Of processes that have been seen before, whoever restarts them: the laboratory or a container runtime. */
function restarts(): string {
  const started = chosen(names.PROCESS_START_TIME_SECONDS, 'process=~"portal|worker|agencies"')
  return `max_over_time(${started}[$__interval]) * 1000 and changes(${started}[$__range]) > 0`
}

function annotation(name: string, colour: string, expr: string, title: string): AnnotationQueryBuilder {
  return new AnnotationQueryBuilder()
    .name(name)
    .datasource(DATA_SOURCE)
    .enable(true)
    .iconColor(colour)
    .target(target({ expr, legend: title }, 0).refId('Anno'))
    .expr(expr)
    .step(SCRAPE_INTERVAL)
    .titleFormat(title)
    .textFormat(title)
}
