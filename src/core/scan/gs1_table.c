/*
 * gs1_table - the application identifiers of the GS1 General Specifications.
 *
 * Facts only: what a value is made of, and which AIs belong on one item or
 * must not. Sorted, so that an AI is found by halving.
 */
#include <string.h>

#include "core/scan/gs1_own.h"

/* A part of exactly, or of up to, n characters; MAYBE: it may be missing. */
#define N(n, c)                     \
	{                           \
		'N', false, n, n, c \
	}
#define N_UP_TO(n, c)               \
	{                           \
		'N', false, 1, n, c \
	}
#define N_MAYBE(n, c)              \
	{                          \
		'N', true, n, n, c \
	}
#define N_MAYBE_UP_TO(n, c)        \
	{                          \
		'N', true, 1, n, c \
	}
#define X(n, c)                     \
	{                           \
		'X', false, n, n, c \
	}
#define X_UP_TO(n, c)               \
	{                           \
		'X', false, 1, n, c \
	}
#define X_MAYBE(n, c)              \
	{                          \
		'X', true, n, n, c \
	}
#define X_MAYBE_UP_TO(n, c)        \
	{                          \
		'X', true, 1, n, c \
	}
#define Y_UP_TO(n, c)               \
	{                           \
		'Y', false, 1, n, c \
	}
#define Z_UP_TO(n, c)               \
	{                           \
		'Z', false, 1, n, c \
	}

/* clang-format off */
static const struct gs1_ai table[] = {
	{ "00", "00", "SSCC", true, { N(18, DIGIT) }, "", "" },
	{ "01", "01", "GTIN", true, { N(14, DIGIT) }, "", "255,37" },
	{ "02", "02", "CONTENT", true, { N(14, DIGIT) }, "37", "01,03" },
	{ "03", "03", "MTO GTIN", true, { N(14, DIGIT) }, "", "01,02,37,235" },
	{ "10", "10", "BATCH/LOT", false, { X_UP_TO(20, ANY) }, "01,02,03,8006,8026", "" },
	{ "11", "11", "PROD DATE", true, { N(6, MONTH_OR_DATE) }, "01,02,03,8006,8026", "" },
	{ "12", "12", "DUE DATE", true, { N(6, MONTH_OR_DATE) }, "8020", "" },
	{ "13", "13", "PACK DATE", true, { N(6, MONTH_OR_DATE) }, "01,02,03,8006,8026", "" },
	{ "15", "15", "BEST BEFORE or BEST BY", true, { N(6, MONTH_OR_DATE) }, "01,02,03,8006,8026", "" },
	{ "16", "16", "SELL BY", true, { N(6, MONTH_OR_DATE) }, "01,02,03,8006,8026", "" },
	{ "17", "17", "USE BY or EXPIRY", true, { N(6, MONTH_OR_DATE) }, "01,02,03,255,8006,8026", "" },
	{ "20", "20", "VARIANT", true, { N(2, ANY) }, "01,02,03,8006,8026", "" },
	{ "21", "21", "SERIAL", false, { X_UP_TO(20, ANY) }, "01,03,8006", "235" },
	{ "22", "22", "CPV", false, { X_UP_TO(20, ANY) }, "01", "" },
	{ "235", "235", "TPX", false, { X_UP_TO(28, ANY) }, "01", "" },
	{ "240", "240", "ADDITIONAL ID", false, { X_UP_TO(30, ANY) }, "01,02,03,8006,8026", "" },
	{ "241", "241", "CUST. PART No.", false, { X_UP_TO(30, ANY) }, "01,02,03,8006,8026", "" },
	{ "242", "242", "MTO VARIANT", false, { N_UP_TO(6, ANY) }, "01,02,8006,8026", "" },
	{ "243", "243", "PCN", false, { X_UP_TO(20, ANY) }, "01,03", "" },
	{ "250", "250", "SECONDARY SERIAL", false, { X_UP_TO(30, ANY) }, "01+21,03+21,8006+21", "" },
	{ "251", "251", "REF. TO SOURCE", false, { X_UP_TO(30, ANY) }, "01,03,8006", "" },
	{ "253", "253", "GDTI", false, { N(13, DIGIT), X_MAYBE_UP_TO(17, ANY) }, "", "" },
	{ "254", "254", "GLN EXTENSION COMPONENT", false, { X_UP_TO(20, ANY) }, "414", "" },
	{ "255", "255", "GCN", false, { N(13, DIGIT), N_MAYBE_UP_TO(12, ANY) }, "", "01,02,415,8006,8020,8026" },
	{ "30", "30", "VAR. COUNT", false, { N_UP_TO(8, ANY) }, "01,02", "" },
	{ "3100", "3105", "NET WEIGHT (kg)", true, { N(6, ANY) }, "01,02", "310n" },
	{ "3110", "3115", "LENGTH (m)", true, { N(6, ANY) }, "01,02", "311n" },
	{ "3120", "3125", "WIDTH (m)", true, { N(6, ANY) }, "01,02", "312n" },
	{ "3130", "3135", "HEIGHT (m)", true, { N(6, ANY) }, "01,02", "313n" },
	{ "3140", "3145", "AREA (m2)", true, { N(6, ANY) }, "01,02", "314n" },
	{ "3150", "3155", "NET VOLUME (l)", true, { N(6, ANY) }, "01,02", "315n" },
	{ "3160", "3165", "NET VOLUME (m3)", true, { N(6, ANY) }, "01,02", "316n" },
	{ "3200", "3205", "NET WEIGHT (lb)", true, { N(6, ANY) }, "01,02", "320n" },
	{ "3210", "3215", "LENGTH (in)", true, { N(6, ANY) }, "01,02", "321n" },
	{ "3220", "3225", "LENGTH (ft)", true, { N(6, ANY) }, "01,02", "322n" },
	{ "3230", "3235", "LENGTH (yd)", true, { N(6, ANY) }, "01,02", "323n" },
	{ "3240", "3245", "WIDTH (in)", true, { N(6, ANY) }, "01,02", "324n" },
	{ "3250", "3255", "WIDTH (ft)", true, { N(6, ANY) }, "01,02", "325n" },
	{ "3260", "3265", "WIDTH (yd)", true, { N(6, ANY) }, "01,02", "326n" },
	{ "3270", "3275", "HEIGHT (in)", true, { N(6, ANY) }, "01,02", "327n" },
	{ "3280", "3285", "HEIGHT (ft)", true, { N(6, ANY) }, "01,02", "328n" },
	{ "3290", "3295", "HEIGHT (yd)", true, { N(6, ANY) }, "01,02", "329n" },
	{ "3300", "3305", "GROSS WEIGHT (kg)", true, { N(6, ANY) }, "00,01", "330n" },
	{ "3310", "3315", "LENGTH (m), log", true, { N(6, ANY) }, "00,01", "331n" },
	{ "3320", "3325", "WIDTH (m), log", true, { N(6, ANY) }, "00,01", "332n" },
	{ "3330", "3335", "HEIGHT (m), log", true, { N(6, ANY) }, "00,01", "333n" },
	{ "3340", "3345", "AREA (m2), log", true, { N(6, ANY) }, "00,01", "334n" },
	{ "3350", "3355", "VOLUME (l), log", true, { N(6, ANY) }, "00,01", "335n" },
	{ "3360", "3365", "VOLUME (m3), log", true, { N(6, ANY) }, "00,01", "336n" },
	{ "3370", "3375", "KG PER m2", true, { N(6, ANY) }, "01", "337n" },
	{ "3400", "3405", "GROSS WEIGHT (lb)", true, { N(6, ANY) }, "00,01", "340n" },
	{ "3410", "3415", "LENGTH (in), log", true, { N(6, ANY) }, "00,01", "341n" },
	{ "3420", "3425", "LENGTH (ft), log", true, { N(6, ANY) }, "00,01", "342n" },
	{ "3430", "3435", "LENGTH (yd), log", true, { N(6, ANY) }, "00,01", "343n" },
	{ "3440", "3445", "WIDTH (in), log", true, { N(6, ANY) }, "00,01", "344n" },
	{ "3450", "3455", "WIDTH (ft), log", true, { N(6, ANY) }, "00,01", "345n" },
	{ "3460", "3465", "WIDTH (yd), log", true, { N(6, ANY) }, "00,01", "346n" },
	{ "3470", "3475", "HEIGHT (in), log", true, { N(6, ANY) }, "00,01", "347n" },
	{ "3480", "3485", "HEIGHT (ft), log", true, { N(6, ANY) }, "00,01", "348n" },
	{ "3490", "3495", "HEIGHT (yd), log", true, { N(6, ANY) }, "00,01", "349n" },
	{ "3500", "3505", "AREA (in2)", true, { N(6, ANY) }, "01,02", "350n" },
	{ "3510", "3515", "AREA (ft2)", true, { N(6, ANY) }, "01,02", "351n" },
	{ "3520", "3525", "AREA (yd2)", true, { N(6, ANY) }, "01,02", "352n" },
	{ "3530", "3535", "AREA (in2), log", true, { N(6, ANY) }, "00,01", "353n" },
	{ "3540", "3545", "AREA (ft2), log", true, { N(6, ANY) }, "00,01", "354n" },
	{ "3550", "3555", "AREA (yd2), log", true, { N(6, ANY) }, "00,01", "355n" },
	{ "3560", "3565", "NET WEIGHT (tr oz)", true, { N(6, ANY) }, "01,02", "356n" },
	{ "3570", "3575", "NET VOLUME (oz)", true, { N(6, ANY) }, "01,02", "357n" },
	{ "3600", "3605", "NET VOLUME (qt (US))", true, { N(6, ANY) }, "01,02", "360n" },
	{ "3610", "3615", "NET VOLUME (gal.)", true, { N(6, ANY) }, "01,02", "361n" },
	{ "3620", "3625", "VOLUME (qt (US)), log", true, { N(6, ANY) }, "00,01", "362n" },
	{ "3630", "3635", "VOLUME (gal (US)), log", true, { N(6, ANY) }, "00,01", "363n" },
	{ "3640", "3645", "NET VOLUME (in3)", true, { N(6, ANY) }, "01,02", "364n" },
	{ "3650", "3655", "NET VOLUME (ft3)", true, { N(6, ANY) }, "01,02", "365n" },
	{ "3660", "3665", "NET VOLUME (yd3)", true, { N(6, ANY) }, "01,02", "366n" },
	{ "3670", "3675", "VOLUME (in3), log", true, { N(6, ANY) }, "00,01", "367n" },
	{ "3680", "3685", "VOLUME (ft3), log", true, { N(6, ANY) }, "00,01", "368n" },
	{ "3690", "3695", "VOLUME (yd3), log", true, { N(6, ANY) }, "00,01", "369n" },
	{ "37", "37", "COUNT", false, { N_UP_TO(8, ANY) }, "00+02,00+8026", "" },
	{ "3900", "3909", "AMOUNT", false, { N_UP_TO(15, ANY) }, "255,8020", "390n,391n,394n,8111" },
	{ "3910", "3919", "AMOUNT", false, { N(3, CURRENCY), N_UP_TO(15, ANY) }, "8020", "391n" },
	{ "3920", "3929", "PRICE", false, { N_UP_TO(15, ANY) }, "01+30,01+31nn,01+32nn,01+35nn,01+36nn", "392n,393n" },
	{ "3930", "3939", "PRICE", false, { N(3, CURRENCY), N_UP_TO(15, ANY) }, "30,31nn,32nn,35nn,36nn", "393n" },
	{ "3940", "3943", "PRCNT OFF", false, { N(4, ANY) }, "255", "394n,8111" },
	{ "3950", "3955", "PRICE/UoM", false, { N(6, ANY) }, "30,31nn,32nn,35nn,36nn", "392n,393n,395n,8005" },
	{ "400", "400", "ORDER NUMBER", false, { X_UP_TO(30, ANY) }, "", "" },
	{ "401", "401", "GINC", false, { X_UP_TO(30, PREFIX) }, "", "" },
	{ "402", "402", "GSIN", false, { N(17, DIGIT) }, "", "" },
	{ "403", "403", "ROUTE", false, { X_UP_TO(30, ANY) }, "00", "" },
	{ "410", "410", "SHIP TO LOC", true, { N(13, DIGIT) }, "", "" },
	{ "411", "411", "BILL TO", true, { N(13, DIGIT) }, "", "" },
	{ "412", "412", "PURCHASE FROM", true, { N(13, DIGIT) }, "", "" },
	{ "413", "413", "SHIP FOR LOC", true, { N(13, DIGIT) }, "", "" },
	{ "414", "414", "LOC No.", true, { N(13, DIGIT) }, "", "" },
	{ "415", "415", "PAY TO", true, { N(13, DIGIT) }, "8020", "" },
	{ "416", "416", "PROD/SERV LOC", true, { N(13, DIGIT) }, "", "" },
	{ "417", "417", "PARTY", true, { N(13, DIGIT) }, "", "" },
	{ "420", "420", "SHIP TO POST", false, { X_UP_TO(20, ANY) }, "", "421" },
	{ "421", "421", "SHIP TO POST", false, { N(3, COUNTRY), X_UP_TO(9, ANY) }, "", "4307" },
	{ "422", "422", "ORIGIN", false, { N(3, COUNTRY) }, "01,02,03,8006,8026", "426" },
	{ "423", "423", "COUNTRY - INITIAL PROCESS", false,
		{ N(3, COUNTRY), N_MAYBE(3, COUNTRY), N_MAYBE(3, COUNTRY), N_MAYBE(3, COUNTRY), N_MAYBE(3, COUNTRY) },
		"01,02,03", "426" },
	{ "424", "424", "COUNTRY - PROCESS", false, { N(3, COUNTRY) }, "01,02,03", "426" },
	{ "425", "425", "COUNTRY - DISASSEMBLY", false,
		{ N(3, COUNTRY), N_MAYBE(3, COUNTRY), N_MAYBE(3, COUNTRY), N_MAYBE(3, COUNTRY), N_MAYBE(3, COUNTRY) },
		"01,02,03", "426" },
	{ "426", "426", "COUNTRY - FULL PROCESS", false, { N(3, COUNTRY) }, "01,02,03", "" },
	{ "427", "427", "ORIGIN SUBDIVISION", false, { X_UP_TO(3, ANY) }, "01+422,02+422,03+422", "" },
	{ "4300", "4300", "SHIP TO COMP", false, { X_UP_TO(35, PERCENT) }, "00", "" },
	{ "4301", "4301", "SHIP TO NAME", false, { X_UP_TO(35, PERCENT) }, "00", "" },
	{ "4302", "4302", "SHIP TO ADD1", false, { X_UP_TO(70, PERCENT) }, "00", "" },
	{ "4303", "4303", "SHIP TO ADD2", false, { X_UP_TO(70, PERCENT) }, "4302", "" },
	{ "4304", "4304", "SHIP TO SUB", false, { X_UP_TO(70, PERCENT) }, "00", "" },
	{ "4305", "4305", "SHIP TO LOC", false, { X_UP_TO(70, PERCENT) }, "00", "" },
	{ "4306", "4306", "SHIP TO REG", false, { X_UP_TO(70, PERCENT) }, "00", "" },
	{ "4307", "4307", "SHIP TO COUNTRY", false, { X(2, COUNTRY_LETTERS) }, "00", "" },
	{ "4308", "4308", "SHIP TO PHONE", false, { X_UP_TO(30, ANY) }, "00", "" },
	{ "4309", "4309", "SHIP TO GEO", false, { N(10, LATITUDE), N(10, LONGITUDE) }, "00", "" },
	{ "4310", "4310", "RTN TO COMP", false, { X_UP_TO(35, PERCENT) }, "00", "" },
	{ "4311", "4311", "RTN TO NAME", false, { X_UP_TO(35, PERCENT) }, "00", "" },
	{ "4312", "4312", "RTN TO ADD1", false, { X_UP_TO(70, PERCENT) }, "00", "" },
	{ "4313", "4313", "RTN TO ADD2", false, { X_UP_TO(70, PERCENT) }, "4312", "" },
	{ "4314", "4314", "RTN TO SUB", false, { X_UP_TO(70, PERCENT) }, "00", "" },
	{ "4315", "4315", "RTN TO LOC", false, { X_UP_TO(70, PERCENT) }, "00", "" },
	{ "4316", "4316", "RTN TO REG", false, { X_UP_TO(70, PERCENT) }, "00", "" },
	{ "4317", "4317", "RTN TO COUNTRY", false, { X(2, COUNTRY_LETTERS) }, "00", "" },
	{ "4318", "4318", "RTN TO POST", false, { X_UP_TO(20, ANY) }, "00", "" },
	{ "4319", "4319", "RTN TO PHONE", false, { X_UP_TO(30, ANY) }, "00", "" },
	{ "4320", "4320", "SRV DESCRIPTION", false, { X_UP_TO(35, PERCENT) }, "00", "" },
	{ "4321", "4321", "DANGEROUS GOODS", false, { N(1, YES_NO) }, "00", "" },
	{ "4322", "4322", "AUTH TO LEAVE", false, { N(1, YES_NO) }, "00", "" },
	{ "4323", "4323", "SIG REQUIRED", false, { N(1, YES_NO) }, "00", "" },
	{ "4324", "4324", "NOT BEF DEL DT", false, { N(6, MONTH_OR_DATE), N(4, HOUR_MINUTE) }, "00", "" },
	{ "4325", "4325", "NOT AFT DEL DT", false, { N(6, MONTH_OR_DATE), N(4, HOUR_MINUTE) }, "00", "" },
	{ "4326", "4326", "REL DATE", false, { N(6, DATE) }, "00", "" },
	{ "4330", "4330", "MAX TEMP F.", false, { N(6, ANY), X_MAYBE(1, HYPHEN) }, "00", "4331" },
	{ "4331", "4331", "MAX TEMP C.", false, { N(6, ANY), X_MAYBE(1, HYPHEN) }, "00", "4330" },
	{ "4332", "4332", "MIN TEMP F.", false, { N(6, ANY), X_MAYBE(1, HYPHEN) }, "00", "4333" },
	{ "4333", "4333", "MIN TEMP C.", false, { N(6, ANY), X_MAYBE(1, HYPHEN) }, "00", "4332" },
	{ "7001", "7001", "NSN", false, { N(13, ANY) }, "01,02,8006,8026", "" },
	{ "7002", "7002", "MEAT CUT", false, { X_UP_TO(30, ANY) }, "01,02", "" },
	{ "7003", "7003", "EXPIRY TIME", false, { N(6, DATE), N(4, HOUR_MINUTE) }, "01,02,03", "" },
	{ "7004", "7004", "ACTIVE POTENCY", false, { N_UP_TO(4, ANY) }, "01+10,03+10", "" },
	{ "7005", "7005", "CATCH AREA", false, { X_UP_TO(12, ANY) }, "01,02", "" },
	{ "7006", "7006", "FIRST FREEZE DATE", false, { N(6, DATE) }, "01,02", "" },
	{ "7007", "7007", "HARVEST DATE", false, { N(6, DATE), N_MAYBE(6, DATE) }, "01,02", "" },
	{ "7008", "7008", "AQUATIC SPECIES", false, { X_UP_TO(3, ANY) }, "01,02", "" },
	{ "7009", "7009", "FISHING GEAR TYPE", false, { X_UP_TO(10, ANY) }, "01,02", "" },
	{ "7010", "7010", "PROD METHOD", false, { X_UP_TO(2, ANY) }, "01,02,03", "" },
	{ "7011", "7011", "TEST BY DATE", false, { N(6, DATE), N_MAYBE(4, HOUR_MINUTE) }, "01,02,03", "" },
	{ "7020", "7020", "REFURB LOT", false, { X_UP_TO(20, ANY) }, "01+416,03+416,8006+416", "" },
	{ "7021", "7021", "FUNC STAT", false, { X_UP_TO(20, ANY) }, "01,03,8006", "" },
	{ "7022", "7022", "REV STAT", false, { X_UP_TO(20, ANY) }, "01+7021,03+7021,8006+7021", "" },
	{ "7023", "7023", "GIAI - ASSEMBLY", false, { X_UP_TO(30, PREFIX) }, "", "" },
	{ "7030", "7030", "PROCESSOR # 0", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7031", "7031", "PROCESSOR # 1", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7032", "7032", "PROCESSOR # 2", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7033", "7033", "PROCESSOR # 3", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7034", "7034", "PROCESSOR # 4", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7035", "7035", "PROCESSOR # 5", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7036", "7036", "PROCESSOR # 6", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7037", "7037", "PROCESSOR # 7", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7038", "7038", "PROCESSOR # 8", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7039", "7039", "PROCESSOR # 9", false, { N(3, COUNTRY_OR_999), X_UP_TO(27, ANY) }, "01,02", "" },
	{ "7040", "7040", "UIC+EXT", false, { N(1, ANY), X(1, ANY), X(1, ANY), X(1, IMPORTER) }, "", "" },
	{ "7041", "7041", "UFRGT UNIT TYPE", false, { X_UP_TO(4, PACKAGE) }, "00", "" },
	{ "710", "710", "NHRN PZN", false, { X_UP_TO(20, ANY) }, "01", "" },
	{ "711", "711", "NHRN CIP", false, { X_UP_TO(20, ANY) }, "01", "" },
	{ "712", "712", "NHRN CN", false, { X_UP_TO(20, ANY) }, "01", "" },
	{ "713", "713", "NHRN DRN", false, { X_UP_TO(20, ANY) }, "01", "" },
	{ "714", "714", "NHRN AIM", false, { X_UP_TO(20, ANY) }, "01", "" },
	{ "715", "715", "NHRN NDC", false, { X_UP_TO(20, ANY) }, "01", "" },
	{ "716", "716", "NHRN AIC", false, { X_UP_TO(20, ANY) }, "01", "" },
	{ "717", "717", "NHRN SRN", false, { X_UP_TO(20, ANY) }, "01", "" },
	{ "7230", "7230", "CERT # 1", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7231", "7231", "CERT # 2", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7232", "7232", "CERT # 3", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7233", "7233", "CERT # 4", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7234", "7234", "CERT # 5", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7235", "7235", "CERT # 6", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7236", "7236", "CERT # 7", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7237", "7237", "CERT # 8", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7238", "7238", "CERT # 9", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7239", "7239", "CERT # 10", false, { X(2, ANY), X_UP_TO(28, ANY) }, "01,8004", "" },
	{ "7240", "7240", "PROTOCOL", false, { X_UP_TO(20, ANY) }, "01,8006", "03" },
	{ "7241", "7241", "AIDC MEDIA TYPE", false, { N(2, MEDIA) }, "8017,8018", "" },
	{ "7242", "7242", "VCN", false, { X_UP_TO(25, ANY) }, "8017,8018", "" },
	{ "7250", "7250", "DOB", false, { N(8, LONG_DATE) }, "8018", "7251" },
	{ "7251", "7251", "DOB TIME", false, { N(8, LONG_DATE), N(4, HOUR_MINUTE) }, "8018", "7250" },
	{ "7252", "7252", "BIO SEX", false, { N(1, SEX) }, "8018", "" },
	{ "7253", "7253", "FAMILY NAME", false, { X_UP_TO(40, PERCENT) }, "8017,8018", "7256,7259" },
	{ "7254", "7254", "GIVEN NAME", false, { X_UP_TO(40, PERCENT) }, "8017,8018", "7256,7259" },
	{ "7255", "7255", "SUFFIX", false, { X_UP_TO(10, ANY) }, "8017,8018", "7256,7259" },
	{ "7256", "7256", "FULL NAME", false, { X_UP_TO(90, PERCENT) }, "8017,8018", "" },
	{ "7257", "7257", "PERSON ADDR", false, { X_UP_TO(70, PERCENT) }, "8018", "" },
	{ "7258", "7258", "BIRTH SEQUENCE", false, { X(3, SEQUENCE) }, "8018+7259", "" },
	{ "7259", "7259", "BABY", false, { X_UP_TO(40, PERCENT) }, "8018", "7256" },
	{ "8001", "8001", "DIMENSIONS", false,
		{ N(4, NOT_ZERO), N(5, NOT_ZERO), N(3, NOT_ZERO), N(1, WINDING), N(1, ANY) }, "01", "" },
	{ "8002", "8002", "CMT No.", false, { X_UP_TO(20, ANY) }, "", "" },
	{ "8003", "8003", "GRAI", false, { N(1, ZERO), N(13, DIGIT), X_MAYBE_UP_TO(16, ANY) }, "", "" },
	{ "8004", "8004", "GIAI", false, { X_UP_TO(30, PREFIX) }, "", "" },
	{ "8005", "8005", "PRICE PER UNIT", false, { N(6, ANY) }, "01,02", "" },
	{ "8006", "8006", "ITIP", false, { N(14, DIGIT), N(4, PIECE) }, "", "01,03,37" },
	{ "8007", "8007", "IBAN", false, { X_UP_TO(34, IBAN) }, "415", "" },
	{ "8008", "8008", "PROD TIME", false,
		{ N(6, DATE), N(2, HOUR), N_MAYBE(2, SIXTY), N_MAYBE(2, SIXTY) }, "01,02,03", "" },
	{ "8009", "8009", "OPTSEN", false, { X_UP_TO(50, ANY) }, "00,01,03", "" },
	{ "8010", "8010", "CPID", false, { Y_UP_TO(30, PREFIX) }, "", "" },
	{ "8011", "8011", "CPID SERIAL", false, { N_UP_TO(12, NO_LEADING_ZERO) }, "8010", "" },
	{ "8012", "8012", "VERSION", false, { X_UP_TO(20, ANY) }, "01,03,8006", "" },
	{ "8013", "8013", "GMN", false, { X_UP_TO(25, PAIR) }, "", "" },
	{ "8014", "8014", "MUDI", false, { X_UP_TO(25, PAIR_NOT_NUMBER) }, "01", "" },
	{ "8017", "8017", "GSRN - PROVIDER", false, { N(18, DIGIT) }, "", "8018" },
	{ "8018", "8018", "GSRN - RECIPIENT", false, { N(18, DIGIT) }, "", "8017" },
	{ "8019", "8019", "SRIN", false, { N_UP_TO(10, ANY) }, "8017,8018", "" },
	{ "8020", "8020", "REF No.", false, { X_UP_TO(25, ANY) }, "415", "" },
	{ "8026", "8026", "ITIP CONTENT", false, { N(14, DIGIT), N(4, PIECE) }, "37", "02,03,8006" },
	{ "8030", "8030", "DIGSIG", false,
		{ Z_UP_TO(90, ANY) }, "00,01+21,03+21,253,255,8003,8004,8006+21,8010+8011,8017,8018", "" },
	{ "8040", "8040", "IMEI", false, { N(15, ANY) }, "01+21", "" },
	{ "8041", "8041", "IMEI2", false, { N(15, ANY) }, "01+21+8040", "" },
	{ "8042", "8042", "ESIM", false, { N(32, ANY) }, "01+21+8040", "" },
	{ "8043", "8043", "PSIM", false, { N(18, ANY), N_MAYBE_UP_TO(2, ANY) }, "01+21+8040", "" },
	{ "8110", "8110", "COUPON", false, { X_UP_TO(70, DIGITS) }, "", "" },
	{ "8111", "8111", "POINTS", false, { N(4, ANY) }, "255", "" },
	{ "8112", "8112", "PAPERLESS COUPON", false, { X_UP_TO(70, DIGITS) }, "", "" },
	{ "8200", "8200", "PRODUCT URL", false, { X_UP_TO(70, ANY) }, "01", "" },
	{ "90", "90", "INTERNAL", false, { X_UP_TO(30, ANY) }, "", "" },
	{ "91", "99", "INTERNAL", false, { X_UP_TO(90, ANY) }, "", "" },
};
/* clang-format on */

enum { TABLE = sizeof(table) / sizeof(table[0]) };

const struct gs1_ai *gs1_find(struct scan_text text, size_t *ret_n)
{
	size_t low = 0;
	size_t high = TABLE;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct gs1_ai *ai = &table[middle];
		size_t n = strlen(ai->from);
		size_t have = text.n < n ? text.n : n;

		if (memcmp(text.bytes, ai->to, have) > 0) {
			low = middle + 1;
		} else if (have < n || memcmp(text.bytes, ai->from, n) < 0) {
			high = middle;
		} else {
			*ret_n = n;
			return ai;
		}
	}
	return NULL;
}

const char *gs1_title(const struct gs1_ai *ai)
{
	return ai->title;
}

bool gs1_is_predefined(const struct gs1_ai *ai)
{
	return ai->is_predefined;
}

void gs1_lengths(const struct gs1_ai *ai, size_t *ret_min, size_t *ret_max)
{
	*ret_min = 0;
	*ret_max = 0;
	for (size_t i = 0; i < GS1_PARTS && ai->part[i].set; i++) {
		*ret_min += ai->part[i].is_optional ? 0 : ai->part[i].min;
		*ret_max += ai->part[i].max;
	}
}

bool gs1_unknown(struct scan_text text, struct err *err)
{
	char zero[5] = "";
	size_t n = text.n < 4 ? text.n : 4;
	size_t digits = 0;
	size_t found;

	while (digits < n && text.bytes[digits] >= '0' && text.bytes[digits] <= '9')
		digits++;
	if (digits == 4) {
		const struct gs1_ai *ai;

		memcpy(zero, text.bytes, 3);
		zero[3] = '0';
		ai = gs1_find((struct scan_text){ zero, 4, 0 }, &found);
		/* Measures, amounts and the like: their last digit is the place of the decimal point. */
		if (ai && found == 4 && zero[0] == '3')
			return scan_fail(err, "BAD_VALUE",
					 "AI %.4s at %zu: the decimal point can stand at 0 to %c, not at %c.",
					 text.bytes, text.at + 1, ai->to[3], text.bytes[3]);
	}
	if (digits < 2)
		return scan_fail(err, "UNKNOWN_AI", "No AI begins at %zu.", text.at + 1);
	return scan_fail(err, "UNKNOWN_AI", "No AI begins with %.*s, at %zu.", (int)digits, text.bytes, text.at + 1);
}

bool gs1_matches(const char *pattern, size_t n, const char *id)
{
	if (strlen(id) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (pattern[i] != 'n' && pattern[i] != id[i])
			return false;
	return true;
}

/* Whether a list names id. */
static bool excludes(const struct gs1_ai *ai, const char *id)
{
	const char *p = ai->excludes;

	while (*p) {
		size_t n = strcspn(p, ",");

		if (gs1_matches(p, n, id))
			return true;
		p += n + (p[n] == ',');
	}
	return false;
}

bool gs1_may_stand_beside(const struct gs1_ai *ai, const char *id, const struct gs1_ai *other, const char *other_id)
{
	return !excludes(ai, other_id) && !excludes(other, id);
}
