import type { RuleFacts } from "../finding";
import { PACKAGES_LOCK } from "./dotnet/packagesLock";
import { PACKAGES_CONFIG, PROJECT_FILE } from "./dotnet/projectFile";
import { GO_MOD } from "./go/goMod";
import { BUILD_GRADLE } from "./java/buildGradle";
import { GRADLE_LOCK } from "./java/gradleLock";
import { POM_XML } from "./java/pomXml";
import { VERSION_CATALOG } from "./java/versionCatalog";
import type { ManifestReader } from "./manifest";
import { PACKAGE_JSON } from "./node/packageJson";
import { PACKAGE_LOCK } from "./node/packageLock";
import { PNPM_LOCK } from "./node/pnpmLock";
import { PNPM_WORKSPACE } from "./node/pnpmWorkspace";
import { YARN_LOCK } from "./node/yarnLock";
import { CONDA_ENVIRONMENT } from "./python/condaEnvironment";
import { PDM_LOCK, POETRY_LOCK, PYLOCK_TOML, UV_LOCK } from "./python/locks";
import { PIPFILE } from "./python/pipfile";
import { PIPFILE_LOCK } from "./python/pipfileLock";
import { PYPROJECT_TOML } from "./python/pyprojectToml";
import { REQUIREMENTS_TXT } from "./python/requirementsTxt";
import { SETUP_CFG } from "./python/setupCfg";
import { SETUP_PY } from "./python/setupPy";
import { CSHARP_SDK_COMMUNITY } from "./rules/csharp/sdkCommunity";
import { CSHARP_SDK_MAY_BE_TOO_OLD } from "./rules/csharp/sdkMayBeTooOld";
import { CSHARP_SDK_TOO_OLD } from "./rules/csharp/sdkTooOld";
import { GO_SDK_RENAMED } from "./rules/go/sdkRenamed";
import { GO_SDK_TOO_OLD } from "./rules/go/sdkTooOld";
import { JAVA_SDK_MAY_BE_TOO_OLD } from "./rules/java/sdkMayBeTooOld";
import { JAVA_SDK_OLDER_MAJOR } from "./rules/java/sdkOlderMajor";
import { JAVA_SDK_TOO_OLD } from "./rules/java/sdkTooOld";
import { JAVASCRIPT_SDK_2026_07 } from "./rules/javascript/sdk202607";
import { JAVASCRIPT_SDK_MAY_BE_TOO_OLD } from "./rules/javascript/sdkMayBeTooOld";
import { JAVASCRIPT_SDK_TOO_OLD } from "./rules/javascript/sdkTooOld";
import { JAVASCRIPT_SDK_UNOFFICIAL } from "./rules/javascript/sdkUnofficial";
import { PYTHON_SDK_2026_07 } from "./rules/python/sdk202607";
import { PYTHON_SDK_MAY_BE_TOO_OLD } from "./rules/python/sdkMayBeTooOld";
import { PYTHON_SDK_PLUGIN } from "./rules/python/sdkPlugin";
import { PYTHON_SDK_RENAMED } from "./rules/python/sdkRenamed";
import { PYTHON_SDK_TOO_OLD } from "./rules/python/sdkTooOld";

/** Every kind of manifest and lockfile. */
export const MANIFEST_READERS: readonly ManifestReader[] = [
  ...[REQUIREMENTS_TXT, PYPROJECT_TOML, PIPFILE, SETUP_CFG, SETUP_PY, CONDA_ENVIRONMENT],
  ...[POETRY_LOCK, PDM_LOCK, UV_LOCK, PYLOCK_TOML, PIPFILE_LOCK],
  ...[PACKAGE_JSON, PNPM_WORKSPACE, PACKAGE_LOCK, PNPM_LOCK, YARN_LOCK],
  ...[POM_XML, BUILD_GRADLE, VERSION_CATALOG, GRADLE_LOCK],
  GO_MOD,
  ...[PROJECT_FILE, PACKAGES_CONFIG, PACKAGES_LOCK],
];

/** The rules of all of them. */
export const MANIFEST_RULES: readonly RuleFacts[] = [
  ...[PYTHON_SDK_TOO_OLD, PYTHON_SDK_MAY_BE_TOO_OLD, PYTHON_SDK_RENAMED, PYTHON_SDK_PLUGIN, PYTHON_SDK_2026_07],
  ...[JAVASCRIPT_SDK_TOO_OLD, JAVASCRIPT_SDK_MAY_BE_TOO_OLD, JAVASCRIPT_SDK_UNOFFICIAL, JAVASCRIPT_SDK_2026_07],
  ...[JAVA_SDK_TOO_OLD, JAVA_SDK_MAY_BE_TOO_OLD, JAVA_SDK_OLDER_MAJOR],
  ...[GO_SDK_TOO_OLD, GO_SDK_RENAMED],
  ...[CSHARP_SDK_TOO_OLD, CSHARP_SDK_MAY_BE_TOO_OLD, CSHARP_SDK_COMMUNITY],
];
