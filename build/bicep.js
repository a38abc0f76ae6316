// Builds and lints infra/ with the Bicep compiler, and compares what it would deploy with the snapshots that are kept.
// `node build/bicep.js overwrite` keeps what it would deploy now. Needs the .NET SDK, and its package source once.
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './compile-schema.js';

const version = '0.49.2';
const mode = process.argv[2] === 'overwrite' ? 'overwrite' : 'validate';
const run = promisify(execFile);

const systems = { linux: 'linux', darwin: 'osx', win32: 'win' };
const system = systems[/** @type {keyof typeof systems} */ (platform())];
const packageName = `Azure.Bicep.CommandLine.${system}-${arch()}`;

if (!(await hasDotnet())) {
  console.log(
    'Skipped: infra/ was not compiled. The Bicep compiler is restored by the .NET SDK (`dotnet`), which is not here.',
  );
  process.exit(0);
}

const folder = await mkdtemp(join(tmpdir(), 'tessera-bicep-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const bicep = await restoreCompiler();
const infra = join(root, 'infra');
const snapshots = join(infra, 'snapshots');
const scope = ['--subscription-id', '00000000-0000-0000-0000-000000000001', '--location', 'norwayeast'];

let problems = 0;
await check('build', ['build', join(infra, 'main.bicep'), '--outfile', join(folder, 'main.json')]);
await check('lint', ['lint', join(infra, 'main.bicep')]);
for (const file of (await readdir(snapshots)).filter((name) => name.endsWith('.bicepparam'))) {
  await check(`build ${file}`, ['build-params', join(snapshots, file), '--outfile', join(folder, `${file}.json`)]);
  await check(`${mode} ${file}`, ['snapshot', join(snapshots, file), '--mode', mode, ...scope]);
}
if (problems > 0) {
  console.error('If the change is intended: node build/bicep.js overwrite, and read the difference.');
  process.exitCode = 1;
}

async function hasDotnet() {
  try {
    await run('dotnet', ['--list-sdks']);
    return true;
  } catch {
    return false;
  }
}

/** The compiler is a package of NuGet. @returns {Promise<string>} its path */
async function restoreCompiler() {
  const project = join(folder, 'bicep.csproj');
  await writeFile(
    project,
    `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="${packageName}" Version="[${version}]" /></ItemGroup>
</Project>
`,
  );
  await run('dotnet', ['restore', project]);
  const { stdout } = await run('dotnet', ['nuget', 'locals', 'global-packages', '--list']);
  const packages = stdout.replace(/^.*?: /, '').trim();
  const tools = join(packages, packageName.toLowerCase(), version, 'tools');
  const file = join(tools, system === 'win' ? 'bicep.exe' : 'bicep');
  await chmod(file, 0o755);
  return file;
}

/** A warning is a problem, too. @param {string} what @param {string[]} args */
async function check(what, args) {
  const { stdout, stderr, isWrong } = await run(bicep, args).then(
    (output) => ({ ...output, isWrong: output.stderr.trim() !== '' }),
    (/** @type {{ stdout: string, stderr: string }} */ failed) => ({ ...failed, isWrong: true }),
  );
  console.log(`${isWrong ? 'WRONG' : 'ok'}: ${what}`);
  if (!isWrong) return;
  problems += 1;
  console.error(`${stdout}\n${stderr}`.trim());
}
