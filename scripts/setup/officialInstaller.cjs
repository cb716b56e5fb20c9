// Installs the official CLI that goes with the installed SDK into a folder: node officialInstaller.cjs FOLDER
const { PulumiCommand } = require("@pulumi/pulumi/automation");

PulumiCommand.install({ root: process.argv[2] }).then(
  () => process.exit(0),
  (error) => {
    console.error(String(error));
    process.exit(1);
  },
);
