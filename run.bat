@echo off
rem Starts Weiyang on Windows. With uv: `uv run main.py`. Without: a .venv made by `py -3` and pip. Not tested yet.
setlocal
set PROJ_LIB=
set PROJ_DATA=
set GDAL_DATA=
set GDAL_DRIVER_PATH=
set PYTHONHOME=
set PYTHONPATH=
set PYTHONUTF8=1
set HERE=%~dp0

where uv >nul 2>nul
if not errorlevel 1 (
    uv run --project "%HERE%." --no-dev "%HERE%main.py" %*
    exit /b
)

set PYTHON=%HERE%.venv\Scripts\python.exe
set READY=%HERE%.venv\requirements-installed.txt
if exist "%PYTHON%" fc /b "%HERE%requirements.txt" "%READY%" >nul 2>nul && goto start

py -3 -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))"
if errorlevel 1 (
    echo Weiyang needs Python 3.11 to 3.14. Install it from python.org, or install uv, and start again.
    exit /b 1
)
echo Installing the Python packages into .venv. This takes one to several minutes.
py -3 -m venv "%HERE%.venv" || exit /b 1
"%PYTHON%" -m pip install --disable-pip-version-check --only-binary :all: --require-hashes -r "%HERE%requirements.txt" || exit /b 1
copy /y "%HERE%requirements.txt" "%READY%" >nul

:start
"%PYTHON%" "%HERE%main.py" %*
exit /b
