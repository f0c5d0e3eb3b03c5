#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/dh.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

// Function macros of OpenSSL, as functions that Swift can call.

static inline int copenssl_set_minimum_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

static inline int copenssl_set_maximum_version(SSL_CTX *context, int version) {
    return SSL_CTX_set_max_proto_version(context, version);
}

static inline void copenssl_set_modes(SSL_CTX *context) {
    SSL_CTX_set_mode(
        context,
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
            | SSL_MODE_RELEASE_BUFFERS
    );
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
}

static inline long copenssl_set_server_name(SSL *connection, const char *name) {
    return SSL_set_tlsext_host_name(connection, name);
}

static inline long copenssl_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
    return SSL_CTX_add1_chain_cert(context, certificate);
}

static inline void copenssl_end_with_text(BIO *memory) {
    BIO_set_mem_eof_return(memory, 0);
}

static inline long copenssl_pending_output(BIO *memory) {
    return BIO_pending(memory);
}

static const int copenssl_source_and_sink = BIO_TYPE_SOURCE_SINK;
static const int copenssl_flush_command = BIO_CTRL_FLUSH;

static inline void copenssl_clear_retry(BIO *bio) {
    BIO_clear_retry_flags(bio);
}

static inline void copenssl_retry_reading(BIO *bio) {
    BIO_set_retry_read(bio);
}

static inline X509 *copenssl_peer_certificate(const SSL *connection) {
    return SSL_get1_peer_certificate(connection);
}

static inline void copenssl_print_name(BIO *memory, const X509_NAME *name) {
    X509_NAME_print_ex(memory, name, 0, XN_FLAG_RFC2253);
}

static inline void copenssl_free_text(char *text) {
    OPENSSL_free(text);
}

static inline void copenssl_forbid_tickets(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
}

static inline void copenssl_prefer_own_ciphers(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
}

static inline int copenssl_is_end_of_pem(unsigned long code) {
    return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}

static inline int copenssl_set_groups(SSL_CTX *context, const char *list) {
    return (int)SSL_CTX_set1_groups_list(context, list);
}

static inline int copenssl_set_connection_groups(SSL *connection, const char *list) {
    return (int)SSL_set1_groups_list(connection, list);
}

static inline int copenssl_set_signature_algorithms(SSL_CTX *context, const char *list) {
    return (int)SSL_CTX_set1_sigalgs_list(context, list);
}

static inline int copenssl_set_client_signature_algorithms(SSL_CTX *context, const char *list) {
    return (int)SSL_CTX_set1_client_sigalgs_list(context, list);
}

static inline int copenssl_set_connection_minimum_version(SSL *connection, int version) {
    return (int)SSL_set_min_proto_version(connection, version);
}

static inline int copenssl_set_connection_maximum_version(SSL *connection, int version) {
    return (int)SSL_set_max_proto_version(connection, version);
}

static inline void copenssl_use_server_cache(SSL_CTX *context, int on) {
    SSL_CTX_set_session_cache_mode(
        context,
        on ? SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL | SSL_SESS_CACHE_NO_AUTO_CLEAR
           : SSL_SESS_CACHE_OFF
    );
}

static inline void copenssl_use_client_cache(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(
        context,
        SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL | SSL_SESS_CACHE_NO_AUTO_CLEAR
    );
}

// The keys that tickets are made with: name, code, encryption.
#define COPENSSL_TICKET_KEY_BYTES 80

static inline long copenssl_copy_ticket_keys(SSL_CTX *context, unsigned char *keys) {
    return SSL_CTX_get_tlsext_ticket_keys(context, keys, COPENSSL_TICKET_KEY_BYTES);
}

static inline long copenssl_set_ticket_keys(SSL_CTX *context, unsigned char *keys) {
    return SSL_CTX_set_tlsext_ticket_keys(context, keys, COPENSSL_TICKET_KEY_BYTES);
}

static inline void copenssl_set_status_callback(SSL_CTX *context, int (*callback)(SSL *, void *)) {
    SSL_CTX_set_tlsext_status_cb(context, callback);
}

static inline void copenssl_set_status_argument(SSL_CTX *context, void *argument) {
    SSL_CTX_set_tlsext_status_arg(context, argument);
}

static inline long copenssl_set_status_response(SSL *connection, unsigned char *bytes, long count) {
    return SSL_set_tlsext_status_ocsp_resp(connection, bytes, count);
}

static inline void *copenssl_allocate(size_t count) {
    return OPENSSL_malloc(count);
}

static inline void copenssl_free(void *memory) {
    OPENSSL_free(memory);
}

static inline int copenssl_chain_count(const STACK_OF(X509) *chain) {
    return chain ? sk_X509_num(chain) : 0;
}

static inline X509 *copenssl_chain_certificate(const STACK_OF(X509) *chain, int index) {
    return sk_X509_value(chain, index);
}

static inline STACK_OF(X509_NAME) *copenssl_new_names(void) {
    return sk_X509_NAME_new_null();
}

// Takes a copy of the name.
static inline int copenssl_add_name(STACK_OF(X509_NAME) *names, const X509_NAME *name) {
    X509_NAME *copy = X509_NAME_dup(name);
    if (copy && sk_X509_NAME_push(names, copy) > 0) return 1;
    X509_NAME_free(copy);
    return 0;
}

static inline void copenssl_free_infos(STACK_OF(X509_INFO) *infos) {
    sk_X509_INFO_pop_free(infos, X509_INFO_free);
}

static inline int copenssl_info_count(const STACK_OF(X509_INFO) *infos) {
    return sk_X509_INFO_num(infos);
}

static inline X509 *copenssl_info_certificate(const STACK_OF(X509_INFO) *infos, int index) {
    return sk_X509_INFO_value(infos, index)->x509;
}

static inline X509_CRL *copenssl_info_revocations(const STACK_OF(X509_INFO) *infos, int index) {
    return sk_X509_INFO_value(infos, index)->crl;
}

static inline int copenssl_general_name_count(const GENERAL_NAMES *names) {
    return names ? sk_GENERAL_NAME_num(names) : 0;
}

// The DNS name at an index; null for a name of another kind.
static inline const ASN1_IA5STRING *copenssl_dns_name(const GENERAL_NAMES *names, int index) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, index);
    return name->type == GEN_DNS ? name->d.dNSName : 0;
}

static inline int copenssl_cipher_is_listed(STACK_OF(SSL_CIPHER) *ciphers, const SSL_CIPHER *cipher) {
    return sk_SSL_CIPHER_find(ciphers, (SSL_CIPHER *)cipher) >= 0;
}

static inline long copenssl_set_session_timeout(SSL_CTX *context, long seconds) {
    return SSL_CTX_set_timeout(context, seconds);
}

static inline int copenssl_peer_signature_group(SSL *connection) {
    return (int)SSL_get_negotiated_group(connection);
}

static inline const char *copenssl_group_name(int nid) {
    return OBJ_nid2sn(nid);
}

static inline int copenssl_revoked_count(const STACK_OF(X509_REVOKED) *entries) {
    return entries ? sk_X509_REVOKED_num(entries) : 0;
}

static inline X509_REVOKED *copenssl_revoked_entry(STACK_OF(X509_REVOKED) *entries, int index) {
    return sk_X509_REVOKED_value(entries, index);
}

static inline void copenssl_set_server_name_callback(
    SSL_CTX *context, int (*callback)(SSL *, int *, void *)
) {
    SSL_CTX_set_tlsext_servername_callback(context, callback);
}
