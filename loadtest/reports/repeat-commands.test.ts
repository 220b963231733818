import { describe, expect, it } from '@jest/globals'
import { EXAMPLE_MANIFEST } from '../records/example-manifest.ts'
import type { Manifest } from '../records/manifest.ts'
import { blockCommand, repeatCommands, studyCommand } from './repeat-commands.ts'
import type { Study } from './read-study.ts'

const commandsOf = (manifest: Manifest) => repeatCommands({ manifest } as Study)

describe('how to repeat it', () => {
  it('gives the commit, the command with its seed, and the one with intervals', () => {
    expect(commandsOf(EXAMPLE_MANIFEST)).toEqual([
      'git checkout c0ffee',
      'npm start -- study tiny --seed 1',
      'npm start -- study tiny --seed 1 --repeats 8',
      'npm start -- report DIRECTORY',
    ])
  })

  it('says that the commit is not all there is', () => {
    expect(commandsOf({ ...EXAMPLE_MANIFEST, modified: true })[0]).toMatch(/^# The working copy was modified/)
    for (const modified of [false, null]) expect(commandsOf({ ...EXAMPLE_MANIFEST, modified })[0]).toBe('git checkout c0ffee')
  })

  it('starts no idle portal for trials that were ordered by hand, but says where their commands are', () => {
    const manifest = { ...EXAMPLE_MANIFEST, command: 'up', argv: ['--strategy', 'fifo'], study: undefined }
    expect(commandsOf(manifest)).toEqual([
      'git checkout c0ffee',
      expect.stringMatching(/^# .*ordered by hand.*the command of each/),
      'npm start -- report DIRECTORY',
    ])
  })

  it('makes one block of a study, with the people of its seed', () => {
    const argv = ['power', '--repeats', '8', '--seed=1', '--scenario', 'smoke', '--out', 'x']
    expect(blockCommand({ argv }, 5)).toBe('npm start -- study power --scenario smoke --seed 5 --repeats 1')
  })

  it('makes the study of a pilot', () => {
    expect(studyCommand({ argv: ['--plan', 'tiny', '--repeats=3', '--out', 'a b'], seed: 4 }, 20)).toBe(
      'npm start -- study tiny --seed 4 --repeats 20',
    )
  })
})
