import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod/mini";
import { commands } from "../src/cli/commands.ts";
import { codingsCalls } from "./docs/shell.fixture.ts";

const read = (file: string) => readFileSync(`deploy/${file}`, "utf8");
const text = z.string();
const whole = z.number().check(z.int(), z.gte(1));

// The parts of Kubernetes's pod template, of batch/v1's Job and of Kubeflow's MPIJob v2beta1 that the manifests use. A field that
// isn't listed is refused: the API server would drop it with no more than a warning.
const volume = z.strictObject({ name: text, persistentVolumeClaim: z.strictObject({ claimName: text }) });
const container = z.strictObject({
  name: text,
  image: text,
  command: z.array(text),
  args: z.array(text),
  env: z.optional(z.array(z.strictObject({ name: text, value: text }))),
  securityContext: z.optional(z.strictObject({ runAsUser: whole })),
  volumeMounts: z.array(z.strictObject({ name: text, mountPath: text })),
  resources: z.strictObject({ limits: z.strictObject({ cpu: text, memory: text.check(z.regex(/^\d+[MG]i$/)) }) }),
});
const pod = (more: z.core.$ZodLooseShape = {}) =>
  z.strictObject({ spec: z.strictObject({ containers: z.array(container), volumes: z.array(volume), ...more }) });
const metadata = z.strictObject({ name: text.check(z.regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)) });
const replicas = z.strictObject({ replicas: whole, template: pod() });
const schemas: Readonly<Record<string, z.core.$ZodType>> = {
  "encode.job.yaml": z.strictObject({
    apiVersion: z.literal("batch/v1"),
    kind: z.literal("Job"),
    metadata,
    spec: z.strictObject({
      completionMode: z.literal("Indexed"),
      completions: whole,
      parallelism: whole,
      backoffLimitPerIndex: whole,
      // With backoffLimitPerIndex, Kubernetes takes only Never.
      template: pod({ restartPolicy: z.literal("Never") }),
    }),
  }),
  "train.mpijob.yaml": z.strictObject({
    apiVersion: z.literal("kubeflow.org/v2beta1"),
    kind: z.literal("MPIJob"),
    metadata,
    spec: z.strictObject({
      slotsPerWorker: whole,
      launcherCreationPolicy: z.enum(["AtStartup", "WaitForWorkersReady"]),
      sshAuthMountPath: text,
      runPolicy: z.strictObject({ cleanPodPolicy: z.enum(["None", "Running", "All"]), backoffLimit: whole }),
      mpiReplicaSpecs: z.strictObject({ Launcher: replicas, Worker: replicas }),
    }),
  }),
};

describe("the files for clusters", () => {
  it.each(Object.entries(schemas))("%s has the fields of its kind", (file, schema) => {
    const { success, error } = z.safeParse(schema, parse(read(file)));
    expect(success, error && z.prettifyError(error)).toBe(true);
    expect(z.safeParse(schema, { ...parse(read(file)), replica: 1 }).success).toBe(false);
  });

  it("the job of shards gives each container the number of all shards, and mounts what it names", () => {
    const { completions, template } = parse(read("encode.job.yaml")).spec;
    const { containers, volumes } = template.spec;
    expect(containers[0].env).toEqual([{ name: "JOB_COMPLETIONS", value: String(completions) }]);
    expect(containers[0].volumeMounts.map(({ name }: { name: string }) => name)).toEqual(
      volumes.map(({ name }: { name: string }) => name),
    );
  });

  it("the training has as many ranks as workers", () => {
    const { Launcher, Worker } = parse(read("train.mpijob.yaml")).spec.mpiReplicaSpecs;
    const script: string = Launcher.template.spec.containers[0].args[0];
    expect(script.match(/-n (\d+)/g)).toEqual([`-n ${Worker.replicas}`, `-n ${Worker.replicas}`]);
  });

  it("their commands have only options that exist, and their scripts parse", async () => {
    const { command, args } = parse(read("encode.job.yaml")).spec.template.spec.containers[0];
    const calls = readdirSync("deploy").flatMap((file) =>
      codingsCalls(
        read(file)
          .replaceAll(/^#\s+/gm, "")
          .replaceAll(/(mpirun -n \d+|srun --mpi=pmix) /g, ""),
      ),
    );
    const all = [...calls, [...command, ...args].slice(1)];
    expect(all.length).toBeGreaterThan(6);
    for (const [name, ...words] of all) {
      const known = (await commands[name!]?.load())?.options.flatMap(({ long, short }) => [long, short]);
      const flags = words.filter((word) => /^--?[a-z]/.test(word));
      expect(
        flags.filter((flag) => !known?.includes(flag)),
        `codings ${name} ${words.join(" ")}`,
      ).toEqual([]);
    }
    for (const file of readdirSync("deploy").filter((name) => name.endsWith(".slurm")))
      expect(spawnSync("bash", ["-n", `deploy/${file}`], { encoding: "utf8" }).stderr).toBe("");
  });
});
