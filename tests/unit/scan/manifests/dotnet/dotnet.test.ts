import assert from "node:assert/strict";
import { PACKAGES_LOCK } from "../../../../../provider/src/scan/manifests/dotnet/packagesLock";
import { PACKAGES_CONFIG, PROJECT_FILE } from "../../../../../provider/src/scan/manifests/dotnet/projectFile";
import { fixedBy, foundBy, lines } from "../../../../support/scan/manifests";

describe(".NET project files", () => {
  const found = (text: string, path = "App.csproj") => foundBy(PROJECT_FILE, path, text);
  const fixed = (text: string) => fixedBy(PROJECT_FILE, "App.csproj", text);

  it("reads references in each of their forms", () => {
    const before = lines(
      '<Project Sdk="Microsoft.NET.Sdk">',
      "  <ItemGroup>",
      '    <!-- <PackageReference Include="Pinecone.NET" Version="1.0.0" /> -->',
      '    <PackageReference Include="Pinecone.NET" Version="1.4.0" />',
      '    <PackageReference Include="pinecone.net"><Version> [1.3,2.0) </Version></PackageReference>',
      "    <PackageReference Update='Pinecone.NET' VersionOverride='1.*' />",
      '    <PackageReference Include="Pinecone.NET" Version="[1.4.0, )" />',
      '    <PackageReference Include="Pinecone.NET" Version="2.1.1" />',
      '    <PackageReference Include="Pinecone.NET" />',
      '    <PackageReference Include="Pinecone.Client" Version="1.0.0" />',
      '    <PackageReference Include="Pinecone.NET.Extras" Version="1.4.0" />',
      '    <PackageReference Include="Microsoft.SemanticKernel.Connectors.Pinecone" Version="1.0.0" />',
      '    <Reference Include="Pinecone.NET" Version="1.4.0" />',
      "  </ItemGroup>",
      "</Project>",
    );
    assert.deepEqual(found(before), [
      "4:55 csharp/sdk-too-old 1.4.0",
      "5:56 csharp/sdk-too-old [1.3,2.0)",
      "6:62 csharp/sdk-too-old 1.*",
      "7:55 csharp/sdk-may-be-too-old [1.4.0, )",
      "8:55 csharp/sdk-community 2.1.1",
    ]);
    const after = fixed(before).split("\n");
    assert.deepEqual(after.slice(3, 7), [
      '    <PackageReference Include="Pinecone.NET" Version="2.1.1" />',
      '    <PackageReference Include="pinecone.net"><Version> [2.1.1,3.0.0) </Version></PackageReference>',
      "    <PackageReference Update='Pinecone.NET' VersionOverride='2.*' />",
      '    <PackageReference Include="Pinecone.NET" Version="[2.1.1,3.0.0)" />',
    ]);
    assert.equal(after[12], '    <Reference Include="Pinecone.NET" Version="1.4.0" />');
  });

  it("reads Directory.Packages.props, and follows a property that nothing else uses", () => {
    const text = lines(
      "<Project>",
      "  <PropertyGroup><PineconeVersion>1.4.0</PineconeVersion></PropertyGroup>",
      "  <ItemGroup>",
      '    <PackageVersion Include="Pinecone.NET" Version="$(PineconeVersion)" />',
      "  </ItemGroup>",
      "</Project>",
    ).replaceAll("\n", "\r\n");
    assert.deepEqual(found(text, "Directory.Packages.props"), ["2:35 csharp/sdk-too-old 1.4.0"]);
    assert.equal(fixedBy(PROJECT_FILE, "src/App.fsproj", text), text.replace("1.4.0", "2.1.1"));
    const shared = text.replace(
      "</ItemGroup>",
      '<PackageVersion Include="Other" Version="$(PineconeVersion)" /></ItemGroup>',
    );
    assert.equal(fixed(shared), shared);
    assert.deepEqual(
      found(
        text.replaceAll("<PropertyGroup>", '<PropertyGroup Condition="a"><PineconeVersion>2.0.0</PineconeVersion>'),
      ),
      [],
    );
    assert.deepEqual(found('<Project><PackageVersion Include="Pinecone.NET" Version="$(Elsewhere)" /></Project>'), []);
  });

  it("throws on broken XML", () => {
    assert.throws(() => found('<Project><PackageReference Include="Pinecone.NET" Version="1.4.0"'));
  });

  it("packages.config: finds and changes versions", () => {
    const text = '<packages>\n  <package id="Pinecone.NET" version="1.4.0" targetFramework="net48" />\n</packages>\n';
    assert.deepEqual(foundBy(PACKAGES_CONFIG, "packages.config", text), ["2:39 csharp/sdk-too-old 1.4.0"]);
    assert.equal(fixedBy(PACKAGES_CONFIG, "packages.config", text), text.replace("1.4.0", "2.1.1"));
  });

  it("packages.lock.json: finds resolved versions, and changes none", () => {
    const packages = {
      "Pinecone.NET": { type: "Direct", requested: "[1.4.0, )", resolved: "1.4.0" },
      "Pinecone.Client": { type: "Transitive", resolved: "1.0.0", dependencies: { "Pinecone.NET": "1.4.0" } },
    };
    const text = JSON.stringify({ version: 1, dependencies: { "net8.0": packages } }, undefined, 2);
    assert.deepEqual(foundBy(PACKAGES_LOCK, "packages.lock.json", text), ["8:22 csharp/sdk-too-old 1.4.0"]);
    assert.equal(fixedBy(PACKAGES_LOCK, "packages.lock.json", text), text);
  });
});
