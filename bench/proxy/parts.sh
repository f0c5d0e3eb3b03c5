# What the measurements of an axis share: the origin, the three proxies, the load, the table's line.
# shellcheck shell=bash

axes=$BENCH_TOP/bench/proxy/axes
seconds=${SECONDS_PER_ROUND:-5}
for command in haproxy nginx wrk h2load taskset curl openssl; do require_command $command; done
require_binary switchyard-proxy
work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
chmod 755 "$work"

declare -A port_of=([origin]=18080 [haproxy]=18081 [switchyard]=18082 [nginx]=18083)
declare -A pid_of

start_origin() {
    mkdir "$work/www"
    head -c 1048576 /dev/zero >"$work/www/1m"
    head -c 104857600 /dev/zero >"$work/www/100m"
    openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=bench -days 2 -keyout "$work/key.pem" -out "$work/chain.pem" 2>/dev/null
    cat "$work/chain.pem" "$work/key.pem" >"$work/tls.pem"
    cat >"$work/origin.conf" <<NGINX
daemon off;
worker_processes 1;
pid $work/origin.pid;
error_log $work/origin.log;
events { worker_connections 4096; }
http {
    access_log off;
    sendfile on;
    keepalive_requests 1000000000;
    client_max_body_size 0;
    client_body_buffer_size 2m;
    client_body_temp_path $work/origin-body;
    server {
        listen 127.0.0.1:${port_of[origin]} backlog=4096;
        location / { return 200 "0123456789012345678901234567890123"; }
        location = /1m { root $work/www; }
        location = /100m { root $work/www; }
        location = /upload { proxy_pass http://127.0.0.1:${port_of[origin]}/; proxy_set_body ""; proxy_method GET; }
    }
}
NGINX
    taskset -c 1 nginx -c "$work/origin.conf" -p "$work" &
    pids+=($!)
    await "${port_of[origin]}" http
}

await() {
    for _ in $(seq 50); do
        curl -fsk -o /dev/null "$2://127.0.0.1:$1/" && return
        sleep 0.1
    done
    cat "$work"/*.log >&2
    bench_fail "nothing answers on port $1"
}

print_peers() {
    echo "peers     $(haproxy -v | head -1), $(nginx -v 2>&1), $("$BENCH_TOP/.build/release/switchyard-proxy" -v | head -1)"
}

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }

# Runs wrk for a round; prints how many requests were answered.
wrk_requests() {
    taskset -c 1 wrk -t1 -c"$connections" -d"${seconds}s" --timeout 30s "$@" >"$work/wrk.out"
    if grep -q 'Non-2xx\|Socket errors' "$work/wrk.out"; then
        cat "$work/wrk.out" >&2
        return 1
    fi
    awk '/requests in/ { print $1 }' "$work/wrk.out"
}

# The same; prints how many MiB were read, rounded as wrk does.
wrk_mebibytes() {
    wrk_requests "$@" >/dev/null || return 1
    awk '/requests in/ { v = $(NF - 1); f = v ~ /GB/ ? 1024 : v ~ /MB/ ? 1 : 0; print v * f }' "$work/wrk.out"
}

# The same as wrk_requests, with 10,000 different paths.
wrk_paths() {
    echo 'local n = 0; request = function() n = (n + 1) % 10000; return wrk.format("GET", "/api/items/" .. n) end' >"$work/paths.lua"
    wrk_requests -s "$work/paths.lua" "$1"
}

# Runs h2load over HTTP/2 for a round; prints how many requests were answered.
http2_requests() {
    taskset -c 1 h2load -t1 -c"$connections" -m"$streams" -D"$seconds" --warm-up-time=0 "$1" >"$work/h2load.out" 2>&1
    awk '/^requests:/ { if ($8 == 0 || $10 + $12 > 0) exit 1; print $8 }' "$work/h2load.out" || { cat "$work/h2load.out" >&2; return 1; }
}

server_lines() {
    for number in $(seq "$servers"); do echo "    server server-$number 127.0.0.1:${port_of[origin]}"; done
}

write_config() {
    local port=$1
    cat <<CONFIG
global
    nbthread 1
    maxconn 1000
defaults
    mode $mode
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend public
    bind 127.0.0.1:$port $([ "$tls" = yes ] && echo "ssl crt $work/tls.pem $bind_options")
$(frontend | sed 's/^/    /')
backend pool
    $balance
$(server_lines)
CONFIG
}

write_nginx() {
    local port=$1
    cat <<NGINX
daemon off;
master_process off;
pid $work/proxy.pid;
error_log $work/proxy.log;
events { worker_connections 4096; }
http {
    access_log off;
    keepalive_requests 1000000000;
    client_max_body_size 0;
    client_body_temp_path $work/proxy-body;
    proxy_temp_path $work/proxy-temp;
    proxy_buffering on;
    proxy_max_temp_file_size 0;
    proxy_request_buffering off;
    upstream pool {
        $nginx_balance
$(server_lines | sed 's/server server-[0-9]* /server /; s/$/;/')
        keepalive 128;
        keepalive_requests 1000000000;
    }
    server {
        listen 127.0.0.1:$port $([ "$tls" = yes ] && echo ssl "$nginx_listen") backlog=4096;
        ssl_certificate $work/chain.pem;
        ssl_certificate_key $work/key.pem;
        location / {
            proxy_pass http://pool;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host \$http_host;
$(nginx_location | sed 's/^/            /')
        }
    }
}
NGINX
}

start_proxy() {
    local proxy=$1 port=${port_of[$1]}
    case $proxy in
    nginx)
        write_nginx "$port" >"$work/nginx.conf"
        taskset -c 0 nginx -c "$work/nginx.conf" -p "$work" 2>"$work/nginx.log" &
        ;;
    haproxy)
        write_config "$port" >"$work/haproxy.cfg"
        taskset -c 0 haproxy -db -f "$work/haproxy.cfg" >/dev/null 2>"$work/haproxy.log" &
        ;;
    switchyard)
        write_config "$port" >"$work/switchyard.cfg"
        taskset -c 0 "$BENCH_TOP/.build/release/switchyard-proxy" -f "$work/switchyard.cfg" >/dev/null 2>"$work/switchyard.log" &
        ;;
    esac
    pid_of[$proxy]=$!
    pids+=($!)
    await "$port" "$([ "$tls" = yes ] && echo https || echo http)"
}

stop_proxy() {
    kill "${pid_of[$1]}"
    wait "${pid_of[$1]}" 2>/dev/null || true
}

# Microseconds of CPU time of a proxy for a unit of one round.
round() {
    local pid=${pid_of[$1]} before after units
    before=$(ticks "$pid")
    units=$(load "127.0.0.1:${port_of[$1]}") || bench_fail "requests failed ($1)"
    after=$(ticks "$pid")
    awk -v t=$((after - before)) -v hz="$(getconf CLK_TCK)" -v n="$units" 'BEGIN { printf "%.3f\n", t / hz * 1e6 / n }'
}

# An axis: its settings are read, the three proxies run side by side, each idle while another one is asked.
measure_axis() {
    title= unit=request mode=http tls=no servers=1 connections=64 streams=1 proxies="switchyard haproxy nginx"
    balance="balance roundrobin" nginx_balance="" bind_options="" nginx_listen=""
    frontend() { echo "default_backend pool"; }
    nginx_location() { :; }
    # shellcheck source=/dev/null
    . "$axes/$1"
    local proxy ours low high theirs line
    for proxy in $proxies; do
        start_proxy "$proxy"
        : >"$work/$proxy.us"
        round "$proxy" >/dev/null
    done
    for _ in $(seq "$rounds"); do
        for proxy in $proxies; do round "$proxy" >>"$work/$proxy.us"; done
    done
    read -r ours low high < <(spread <"$work/switchyard.us")
    line=$(printf '%-54s %11s  %-36s' "$title" "per $unit" "$ours ($low to $high)")
    for proxy in ${proxies#switchyard}; do
        read -r theirs _ < <(spread <"$work/$proxy.us")
        line+=$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf " %-24s", sprintf("%s (%.2f)", b, a / b) }')
    done
    echo "$line"
    for proxy in $proxies; do stop_proxy "$proxy"; done
}
